"""How notebooks are saved by the JupyterLab of this project: copied into .venv by jupyter.ts. What they show may be notes of patients."""
import os

os.umask(0o077)  # what the server writes, checkpoints among it, is its owner's alone

UNGUARDED = os.environ.get("DISTIL_UNGUARDED", "")


def without_outputs(model, path, contents_manager, **_):
    """Where git does not keep outputs out of commits, they are not saved; the page keeps showing them."""
    if not UNGUARDED or model["type"] != "notebook" or not model.get("content"):
        return
    contents_manager.log.warning(UNGUARDED)
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def for_its_owner(model, os_path, contents_manager, **_):
    """A notebook with outputs is readable for its owner alone, whatever it was before."""
    if model["type"] == "notebook":
        os.chmod(os_path, os.stat(os_path).st_mode & 0o700)


c = get_config()  # noqa: F821
c.FileContentsManager.pre_save_hook = without_outputs
c.FileContentsManager.post_save_hook = for_its_owner
