"""Owns the set-up of TRL's trainer and the three things it does not do by itself: exact resume of adapters in their own dtype, per-step records, and stopping when told.

Import it only after base.go_offline_if_local: it loads the Hugging Face libraries.
"""

import math
import pathlib
import resource

import torch
from peft import LoraConfig
from transformers import TrainerCallback, set_seed
from transformers.trainer_callback import PrinterCallback
from trl import SFTConfig, SFTTrainer

from base_model import arithmetic
from run_folder import MARK, Metrics, Stop, write_json
from errors import UsageError

LOSSES = {"chunked": "chunked_nll", "full": "nll", "liger": "nll"}


def configuration(options) -> SFTConfig:
    """The options in TRL's words. Rows come tokenised and short enough, so the trainer prepares and truncates nothing."""
    return SFTConfig(
        output_dir=str(options.out), use_cpu=options.device == "cpu", bf16=arithmetic(options.device) == "bfloat16", seed=options.seed, data_seed=options.seed,
        num_train_epochs=options.epochs, max_steps=options.max_steps, per_device_train_batch_size=options.batch, gradient_accumulation_steps=options.accumulation,
        learning_rate=options.learning_rate, lr_scheduler_type=options.schedule, warmup_steps=options.warmup_steps, weight_decay=options.weight_decay,
        max_grad_norm=options.max_grad_norm, optim=options.optimizer,
        gradient_checkpointing=options.checkpointing, gradient_checkpointing_kwargs={"use_reentrant": False}, ddp_find_unused_parameters=False,
        loss_type=LOSSES[options.loss], use_liger_kernel=options.loss == "liger", completion_only_loss=True,
        packing=options.packing, max_length=options.max_length if options.packing else None, dataset_kwargs=None if options.packing else {"skip_prepare_dataset": True},
        train_sampling_strategy="group_by_length" if options.group_by_length else "random", length_column_name="length",
        logging_steps=1, logging_nan_inf_filter=False, save_steps=options.save_every, save_total_limit=options.keep,
        report_to=["wandb"] if options.wandb else "none", disable_tqdm=True)


def make_trainer(options, config: SFTConfig, *, model, tokenizer, rows, stop: Stop) -> "Trainer":
    set_seed(options.seed)  # TRL draws the adapter's first weights before it seeds anything itself
    targets = options.targets if options.targets == "all-linear" else options.targets.split(",")
    lora = LoraConfig(r=options.rank, lora_alpha=options.alpha, lora_dropout=options.dropout, bias="none", target_modules=targets, task_type="CAUSAL_LM")
    trainer = Trainer(model=model, args=config, train_dataset=rows, processing_class=tokenizer, peft_config=lora)
    trainer.records = Metrics(options.out / "metrics.jsonl", options.log_every)
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Recorder(trainer.records, stop))
    return trainer


class Trainer(SFTTrainer):
    """SFTTrainer that resumes an adapter in the dtype it had, and lets the sampler see the lengths that are known already."""

    records: Metrics

    def _load_from_checkpoint(self, resume_from_checkpoint, model=None):
        before = {name: weight.dtype for name, weight in self.model.named_parameters() if weight.requires_grad}
        super()._load_from_checkpoint(resume_from_checkpoint, model)
        for name, weight in self.model.named_parameters():  # PEFT reloads adapters in float32 whatever they were
            if name in before:
                weight.data = weight.data.to(before[name])

    def _set_signature_columns_if_needed(self):
        super()._set_signature_columns_if_needed()
        if "length" not in self._signature_columns:
            self._signature_columns.append("length")


class Recorder(TrainerCallback):
    """Writes metrics, marks finished checkpoints, and ends training after the step in which any process was told to stop."""

    def __init__(self, records: Metrics, stop: Stop):
        self.records, self.stop = records, stop

    def on_log(self, args, state, control, logs=None, **_):
        if "loss" not in logs or not state.is_world_process_zero:
            return
        if not math.isfinite(logs["loss"]):
            raise UsageError(f"Expected a finite loss, got {logs['loss']} at step {state.global_step:,}: start again in a new --out with a lower --learning-rate")
        self.records.add(step=state.global_step, steps=state.max_steps, loss=logs["loss"], learning_rate=logs["learning_rate"], grad_norm=logs.get("grad_norm", 0.0), tokens=int(logs["num_tokens"]), memory_mb=peak_memory_mb())

    def on_step_end(self, args, state, control, **_):
        self.stop.asked = any_rank(self.stop.asked, args.device)
        if self.stop.asked:
            control.should_log = control.should_save = control.should_training_stop = True

    def on_save(self, args, state, control, **_):
        any_rank(False, args.device)  # every process has written its part
        if state.is_world_process_zero:
            write_json(pathlib.Path(args.output_dir) / f"checkpoint-{state.global_step}" / MARK, {"step": state.global_step, "window": self.records.window})


def any_rank(flag: bool, device) -> bool:
    """True on every process when it is true on one. Waits for all processes."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return flag
    value = torch.tensor(int(flag), device=device)
    torch.distributed.all_reduce(value, op=torch.distributed.ReduceOp.MAX)
    return bool(value.item())


def peak_memory_mb() -> float:
    """Of the GPU where there is one, else of this process; the peak so far."""
    return torch.cuda.max_memory_allocated() / 2**20 if torch.cuda.is_available() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
