"""Settings of who writes: the networks of G and D, and how G is taught before it plays."""

from __future__ import annotations

from typing import ClassVar, Literal

import torch
from pydantic import Field

from gan_core.data.spec import Tokens
from gan_core.errors import N_
from gan_core.losses.policy import Baseline
from gan_core.nets.listener import Listener
from gan_core.nets.speaker import Speaker
from gan_core.settings.base import Section, Settings, length, live

Reward = Literal["judge", "constant"]


class SpeechNets(Settings):
    """The LSTM of G and the TextCNN of D."""

    embedding: int = Field(
        32,
        ge=1,
        le=512,
        title=N_("Numbers for a word in G"),
        description=N_("Each word becomes so many numbers, which G learns."),
    )
    g_width: int = Field(
        32, ge=1, le=1024, title=N_("Width of G"), description=N_("What the LSTM remembers.")
    )
    d_embedding: int = Field(
        64, ge=1, le=512, title=N_("Numbers for a word in D"), description=N_("As for G.")
    )
    d_width: int = Field(
        100,
        ge=1,
        le=400,
        title=N_("Width of D"),
        description=N_("Maps of a window of one word; longer windows have up to twice as many."),
    )
    dropout: float = Field(
        0.25,
        ge=0,
        le=0.9,
        title=N_("Dropout in D"),
        description=N_("Share of D's last features that are left out, while it learns."),
    )

    def speaker(self, spec: Tokens) -> Speaker:
        """Return a G for sequences of `spec`."""
        return Speaker(spec, self.embedding, self.g_width)

    def listener(self, spec: Tokens, stream: torch.Generator) -> Listener:
        """Return a D for sequences of `spec`."""
        return Listener(spec, self.d_embedding, self.d_width, self.dropout, stream)


class Teaching(Settings):
    """How G learns before it plays, and what it is paid for then."""

    section: ClassVar[Section] = "game"
    likelihood_epochs: int = length(
        20,
        ge=0,
        le=100_000,
        title=N_("Epochs of maximum likelihood"),
        description=N_("In the first stage G learns each next word from real sequences."),
    )
    critic_epochs: int = length(
        5,
        ge=0,
        le=100_000,
        title=N_("Epochs of D alone"),
        description=N_("In the second stage D learns to tell real sequences from G's."),
    )
    d_steps: int = live(
        5,
        ge=1,
        le=5000,
        title=N_("D moves per round"),
        description=N_("How often D moves, each time on new sequences, before G moves once."),
    )
    rollouts: int = live(
        16,
        ge=1,
        le=64,
        title=N_("Ways to go on"),
        description=N_("How often a line is completed to say what a word in it is worth."),
    )
    lag: float = live(
        0.8,
        ge=0,
        lt=1,
        title=N_("Lag of who goes on"),
        description=N_("Lines are completed by a copy of G that keeps this share in each round."),
    )
    policy_rate: float = live(
        1.0,
        gt=0,
        le=10,
        title=N_("Rate of the game"),
        description=N_("In the game G learns so many times as fast as by maximum likelihood."),
    )
    baseline: Baseline = live(
        "state",
        title=N_("Baseline"),
        description=N_(
            "What is taken off what a word earns: nothing; what words at that place earned of "
            "late; or what the line was worth before the word, which makes the gradient least "
            "noisy."
        ),
    )
    reward: Reward = live(
        "judge",
        title=N_("Reward"),
        description=N_("The same for every line is the control: then D's word does not matter."),
    )
    weight_l2: float = live(
        0.0,
        ge=0,
        le=10,
        title=N_("Weight decay of D's last layer"),
        description=N_("Keeps D from being too sure. 0 is off."),
    )
