"""AdamW over fp32 weights of a model that computes in bf16."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

Group = tuple[float, float]


class MasterWeights:
    """The trainable weights of a model, which is turned to bf16, in fp32 beside it.

    Args:
        model: changed in place.
        group: learning rate and weight decay of a parameter, by its name.
    """

    def __init__(self, model: nn.Module, group: Callable[[str, Tensor], Group]) -> None:
        named = [(n, p) for n, p in model.bfloat16().named_parameters() if p.requires_grad]
        self._live = [parameter for _, parameter in named]
        self._master = {name: parameter.detach().float().clone() for name, parameter in named}
        groups = []
        for name, weight in self._master.items():
            rate, decay = group(name, weight)
            groups.append({"params": [weight], "lr": rate, "base": rate, "weight_decay": decay})
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)

    def step(self, loss: Tensor, factor: float, clip: float) -> float:
        """Take one step.

        Args:
            loss: of a batch.
            factor: what the learning rates are multiplied by.
            clip: largest norm of the gradient.

        Returns:
            The loss.
        """
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * factor
        loss.backward()
        weights = list(self._master.values())
        for weight, parameter in zip(weights, self._live, strict=True):
            weight.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(weights, clip)
        self.optimiser.step()
        self._copy()
        return float(loss.detach())

    def weights(self) -> dict[str, Tensor]:
        """The weights by name."""
        return {name: weight.clone() for name, weight in self._master.items()}

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Set the weights, here and in the model."""
        with torch.no_grad():
            for name, weight in self._master.items():
                weight.copy_(weights[name])
        self._copy()

    def _copy(self) -> None:
        with torch.no_grad():
            for weight, parameter in zip(self._master.values(), self._live, strict=True):
                parameter.copy_(weight)


def decayed(progress: float, warm_up: float) -> float:
    """Return what learning rates are multiplied by: linear warm-up, then linear decay to 0."""
    if warm_up and progress <= warm_up:
        return progress / warm_up
    return max(0.0, (1 - progress) / (1 - warm_up))
