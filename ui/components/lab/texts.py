"""Every text of the 2-D Lab's component, by the name under which its scripts read it."""

from __future__ import annotations

from ui.shell.language import _


def texts() -> dict[str, str]:
    """Return all texts in the session's language; {names} in braces are filled in the browser."""
    return {
        **_transport(),
        **_time(),
        **_layers(),
        **_parts(),
        **_graph(),
        **_scores(),
        **_draw(),
        **_messages(),
    }


def _transport() -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "playHint": _("Play or pause (key: space)"),
        "step": _("Single steps"),
        "round": _("Round"),
        "roundHint": _("One round: every player moves (key: .)"),
        "player": _("Player"),
        "playerHint": _("The whole move of one player"),
        "part": _("Part"),
        "partHint": _(
            "One part of a move: sample, score, loss, gradient or update, with a caption (key: ,)"
        ),
        "reset": _("Reset"),
        "resetHint": _("Back to step 0 with the same seed (key: r)"),
        "trained": _("Trained"),
        "trainedHint": _(
            "Go on from a lab that has played {n} rounds on these data, with the settings that it "
            "was trained with"
        ),
        "again": _("Press r again to begin again at step 0."),
        "speed": _("Speed"),
        "speedHint": _("How fast the lab plays"),
        "speedSlow": _("Slow motion with captions"),
        "speedOne": _("1 round a second"),
        "speedMany": _("{n} rounds a second"),
        "speedMax": _("As fast as it goes"),
        "who": _("Who trains"),
        "whoShort": _("Trains"),
        "whoBoth": _("Both"),
        "whoG": _("G only"),
        "whoD": _("D only"),
        "whoHint": _("The other player stays as it is"),
        "bothHint": _("D and G move in turn"),
        "stepCount": _("Step {step}"),
        "rate": _("{rate} rounds/s"),
        "paused": _("paused"),
    }


def _time() -> dict[str, str]:
    return {
        "rewind": _("Rewind"),
        "rewindHint": _("Back to a moment that was kept"),
        "rewound": _("Play goes on from here in a new branch."),
        "branch": _("Branch"),
        "branchHint": _("What was trained on from different moments; a choice goes to its end"),
        "branchFirst": _("Branch {id}"),
        "branchFrom": _("Branch {id}, from branch {parent} at step {from}"),
        "branchTo": _("{branch}, to step {at}"),
    }


def _layers() -> dict[str, str]:
    return {
        "layers": _("Layers"),
        "layerReal": _("real points"),
        "layerFake": _("fakes"),
        "layerField": _("D's field"),
        "layerManifold": _("G's manifold"),
        "layerArrows": _("arrows"),
        "layerTrails": _("trails"),
        "hintReal": _("Points of the data set"),
        "hintFake": _("What G makes of 320 fixed noise vectors"),
        "hintField": _("How real D finds each place: one colour for real, the other for fake"),
        "hintManifold": _(
            "The grid of noise as G warps it; the denser the fakes in a cell (the smaller it "
            "became), the more opaque it is"
        ),
        "hintArrows": _(
            "Minus the gradient g of G's loss at each fake: where the chosen loss pushes it. An "
            "arrow's length grows as |g| / (|g| + 1): with the true gradient, up to a limit"
        ),
        "hintTrails": _(
            "Where 40 of the fakes were in the last 60 pictures, each of one fixed noise"
        ),
        # Note: [name|word] becomes a button that switches the layer; keep the name before the |.
        "sentence": _(
            "G turns noise into [fake|fakes] on its [manifold|manifold]; D is shown these and "
            "[real|real points] and colours the plane by how real it finds each place "
            "([field|D's field]); [arrows|arrows] show where the chosen loss pushes each fake; "
            "[trails|trails] show where it came from."
        ),
        "scale": _("D's output"),
        "arrowMean": _("mean gradient at a fake: {mean}"),
        "which": _("Which G"),
        "whichHint": _("G as it trains (raw), or the running average of its weights (EMA)"),
        "raw": _("raw"),
        "ema": _("EMA"),
    }


def _parts() -> dict[str, str]:
    return {
        # Note: the five parts of a move, numbered 1 to 5; "score" is what D does.
        "partSample": _("sample"),
        "partScore": _("score"),
        "partLoss": _("loss"),
        "partGradient": _("gradient"),
        "partUpdate": _("update"),
        "capDSample": _("D's move: a batch of real points is drawn, and G makes a batch of fakes."),
        "capDScore": _("D judges every point of both batches: here is how real it finds them."),
        "capDLoss": _("D's loss: how far these verdicts are from real = real and fake = fake."),
        "capDGradient": _("The loss flows back through D: the gradient for each of its weights."),
        "capDUpdate": _("D's optimizer moves its weights: the field changes, G stays as it is."),
        "capGSample": _(
            "G's move: fresh noise becomes a batch of fakes. G never sees real points."
        ),
        "capGScore": _("D judges the fakes; its weights stay as they are."),
        "capGLoss": _("G's loss: how far D is from taking these fakes for real."),
        "capGGradient": _(
            "The loss flows back through D to each fake (the arrows), and on into G's weights."
        ),
        "capGUpdate": _("G's optimizer moves its weights: the fakes move, the field stays."),
        "repetition": _("(time {k} in this round)"),
        "termReal": _("on real"),
        "termFake": _("on fake"),
        "termPair": _("in pairs"),
        "termAdversarial": _("through D"),
        "termPenalty": _("gradient penalty"),
        "termR1": _("R1"),
        "termR2": _("R2"),
        "trouble": _(
            "{reading} is not a finite number any more. Go back with the rewind slider, or reset."
        ),
        "broken": _("Something went wrong in this lab. Go back with the rewind slider, or reset."),
        "valueCount": _("points"),
        "valueMoved": _("distance that the weights moved"),
    }


def _graph() -> dict[str, str]:
    return {
        "graph": _("The model as a graph"),
        "noise": _("noise"),
        "noiseHint": _("The grid of noise vectors (latents) that G's manifold is the picture of"),
        "g": _("G"),
        "d": _("D"),
        "morphHint": _("G: see the grid of noise become the manifold"),
        "verdictHint": _(
            "D's mean output on real points and on fakes; the mark is the value at equilibrium"
        ),
        "dReal": _("D(real)"),
        "dFake": _("D(fake)"),
        "dLoss": _("D loss"),
        "gLoss": _("G loss"),
        "dGrad": _("|gradient| of D"),
        "gGrad": _("|gradient| of G"),
        "lossChart": _("Losses over the steps"),
        "equilibrium": _("dashed: at equilibrium"),
        "changed": _("step {step}: {name} → {value}"),
    }


def _scores() -> dict[str, str]:
    return {
        "score": _("Score"),
        "scoreChart": _("Score over the steps"),
        "floorLine": _("dashed: floor"),
        "js": _("JS"),
        "jsHint": _(
            "Jensen-Shannon divergence on a grid: 0 is perfect, ln 2 = 0.693 shares nothing"
        ),
        "kl": _("KL"),
        "klHint": _(
            "Kullback-Leibler divergence from the data to the fakes on a grid: 0 is perfect"
        ),
        "w1": _("W1"),
        "w1Hint": _(
            "Wasserstein distance: how far the fakes' mass must be carried on average. It takes "
            "long, so it is counted every few seconds only."
        ),
        "w1At": _("of step {step}"),
        "modes": _("modes"),
        "modesHint": _("How many of the data's modes the fakes reach"),
        "hq": _("HQ"),
        "hqHint": _("High-quality share: fakes within three standard deviations of a mode"),
        "rawHint": _("G as it trains"),
        "emaHint": _("The running average of G's weights"),
        "floor": _("floor"),
        "floorHint": _(
            "The same score of as many fresh real points: a good G scores about the floor, now "
            "above, now below"
        ),
        "mass": _("Share of the fakes at each mode (line: equal shares)"),
        "modeShare": _("mode {k}: {share} %"),
        "scoredAt": _("Scores at step {step}"),
        "scoresNone": _("No scores yet"),
    }


def _draw() -> dict[str, str]:
    return {
        "brush": _("Brush"),
        "paint": _("Paint"),
        "paintHint": _("Add points to the data set"),
        "erase": _("Erase"),
        "eraseHint": _("Take points away (also: hold shift)"),
        "undo": _("Undo"),
        "undoHint": _("Take the last stroke back"),
        "clear": _("Clear"),
        "clearHint": _("Empty the sheet"),
        "done": _("Done"),
        "leave": _("Cancel"),
        "leaveHint": _("Leave the sheet; the lab stays as it was (key: Escape)"),
        "doneHint": _("Train on this drawing"),
        "cells": _("{n} cells painted"),
        "drawHint": _(
            "Paint a data set with the mouse or a finger. By keyboard: the arrow keys move, space "
            "paints, shift and space erase."
        ),
    }


def _messages() -> dict[str, str]:
    return {
        "waiting": _("The lab is starting …"),
        "lost": _("The connection to the lab is lost; trying again …"),
        "gone": _("The lab has ended. Reload the page."),
        "failed": _("The lab did not answer. Try again."),
        "spokenStep": _("Step {step}"),
        "spokenModes": _("{modes} of {of} modes"),
        # Note: between the parts of an enumeration.
        "comma": _(", "),
    }
