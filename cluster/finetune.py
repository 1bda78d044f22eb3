"""Fine-tunes a base model on prepared rows by QLoRA (paper, Methods, step 4), and leaves an adapter and, last of all, done.json.

One run from beginning to end. Options are in settings, rows in dataset and tokens, the base model
in base_model, the trainer in trainer, the run's folder in run_folder, errors in errors. The same
command resumes the run.

    python cluster/finetune.py --data FOLDER/All --out RUN --model BASE
    accelerate launch --config_file cluster/accelerate/zero2.yaml cluster/finetune.py …     several GPUs, the paper's way
    srun --ntasks-per-node=8 python cluster/finetune.py …                                   several GPUs, one Slurm task each
"""

import os
import pathlib
import shutil
import sys

from base_model import check_device, fingerprint, folder_of, go_offline_if_local, load_base
from dataset import data_file, load_examples, sha256, summary
from run_folder import MARK, Stop, attempt, check_disk, last_checkpoint, now, open_run, read_json, revision, versions, write_json
from errors import DONE, INTERRUPTED, log_line, run_main
from settings import parse
from tokens import load_tokenizer


def main() -> int:
    options = parse()
    stop = Stop()
    adopt_slurm_ranks()
    go_offline_if_local(options.model, wandb=options.wandb)
    if (options.out / "done.json").is_file():
        print(f"Trained already: {options.out / 'done.json'}")
        return DONE
    data, folder, manifest = checked(options)
    from trainer import configuration, make_trainer  # only now, so that the Hugging Face libraries see the settings above

    config = configuration(options)
    tokenizer = load_tokenizer(str(folder), options.date)
    with config.main_process_first(local=False, desc="tokens"):
        rows, counts = load_examples(data, tokenizer, options=options, cache=options.out / "cache")
    model, stored = load_base(folder, device=options.device, quant=options.quant, attention=options.attention, double_quant=options.double_quant, quant_storage=options.quant_storage, place=not config.fsdp)
    if stop.asked:
        return INTERRUPTED
    manifest |= {"data": {**manifest["data"], "counts": counts}, "base": {**manifest["base"], "stored": stored}}
    if config.process_index == 0:
        print(summary(counts, options.max_length), flush=True)
        write_json(options.out / "manifest.json", manifest)
    trainer = make_trainer(options, config, model=model, tokenizer=tokenizer, rows=rows, stop=stop)
    return train(trainer, options.out, manifest=manifest, stop=stop)


def checked(options) -> tuple[pathlib.Path, pathlib.Path, dict]:
    """Data file, base folder and manifest of a run that may start: everything that can be refused before any library is loaded."""
    data, folder = data_file(options.data), folder_of(options.model)
    check_device(options.device)
    settings = {name: str(value) if isinstance(value, pathlib.Path) else value for name, value in vars(options).items()}
    manifest = open_run(options.out, settings, data={"file": str(data), "sha256": sha256(data)}, base={"name": options.model, "fingerprint": fingerprint(folder)})
    check_disk(options.out, options.min_free_gib)
    manifest |= {"versions": versions(), "revision": revision(), "attempts": [*manifest["attempts"], attempt()]}
    return data, folder, manifest


def train(trainer, out: pathlib.Path, *, manifest: dict, stop: Stop) -> int:
    """Trains from the last finished checkpoint on; saves the adapter and the done-marker, or says that it was interrupted."""
    checkpoint = last_checkpoint(out, clean=trainer.is_world_process_zero())
    mark = read_json(checkpoint / MARK) if checkpoint else {"step": 0, "window": []}
    if checkpoint and trainer.is_world_process_zero():
        print(f"Going on from step {mark['step']:,}", flush=True)
    trainer.records.resume(mark["step"], mark["window"])
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    step, of = trainer.state.global_step, trainer.state.max_steps
    if stop.asked and step < of:
        if trainer.is_world_process_zero():
            log_line(f"Interrupted at step {step:,} of {of:,}, checkpoint saved: run the same command to resume")
        return INTERRUPTED
    finish(trainer, out, manifest=manifest)
    return DONE


def finish(trainer, out: pathlib.Path, *, manifest: dict) -> None:
    """The adapter with its tokenizer and the base it belongs to, moved into place whole; then the done-marker."""
    partial, adapter = out / "adapter.partial", out / "adapter"
    trainer.save_model(str(partial))
    if not trainer.is_world_process_zero():
        return
    trainer.processing_class.save_pretrained(partial)
    write_json(partial / "base.json", manifest["base"])
    shutil.rmtree(adapter, ignore_errors=True)
    os.replace(partial, adapter)
    shutil.rmtree(out / "cache", ignore_errors=True)
    write_json(out / "done.json", {"steps": trainer.state.global_step, "attempt": len(manifest["attempts"]), "adapter_sha256": sha256(adapter / "adapter_model.safetensors"), "time": now()})


def adopt_slurm_ranks() -> None:
    """Under srun with one task a GPU, Slurm's ranks are torch's: no other launcher is needed, and signals reach every task."""
    tasks = int(os.environ.get("SLURM_NTASKS", 1))
    if tasks == 1 or "SLURM_PROCID" not in os.environ or "RANK" in os.environ or "SLURM_STEP_ID" not in os.environ:
        return
    os.environ.update(
        RANK=os.environ["SLURM_PROCID"], LOCAL_RANK=os.environ["SLURM_LOCALID"], WORLD_SIZE=str(tasks),
        MASTER_ADDR=os.environ.get("MASTER_ADDR") or os.environ.get("SLURM_LAUNCH_NODE_IPADDR", "127.0.0.1"),
        MASTER_PORT=os.environ.get("MASTER_PORT") or str(20_000 + int(os.environ["SLURM_JOB_ID"]) % 20_000))


if __name__ == "__main__":
    sys.exit(run_main(main))
