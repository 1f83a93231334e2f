"""The command line: run, check, try, why, assess, bench."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.content.source import BadContent
from bot.core.assess import Engine
from bot.ports import CannotStart
from bot.settings import complaints

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Unhook warns people of blackmail with private pictures, and stays with them afterwards.",
)
Language = Annotated[str | None, typer.Option("--language", "--lang", "-l", help="en, zh-Hans or zh-Hant")]


def spoken(engine: Engine, language: str | None) -> str | None:
    """`language`, if it is one we speak."""
    known = engine.content.voices
    if language is not None and language not in known:
        raise typer.BadParameter(f"{language} is not one of: {', '.join(known)}", param_hint="--language")
    return language


@cli.command()
def run(language: Language = None) -> None:
    """Start the bot: on Telegram where UNHOOK_TOKEN is set, else here, in this terminal."""
    from bot import app
    from bot.settings import Settings

    settings = Settings()
    engine = app.engine(settings)
    if settings.token.get_secret_value():
        app.serve(engine, settings)
    else:
        app.run(engine, spoken(engine, language))


@cli.command()
def erase(yes: Annotated[bool, typer.Option(help="do not ask")] = False) -> None:
    """Delete all that this bot has stored, after asking."""
    import asyncio

    from bot import app
    from bot.settings import Settings

    if yes or typer.confirm("Delete the step, language and settings kept for everybody?"):
        asyncio.run(app.erase(Settings()))
        print("Done. Nothing is stored.")


@cli.command()
def doctor() -> None:
    """Check the set-up: settings, content, Telegram, key, database, web server. Changes nothing, shows no secret."""
    from bot.doctor import run as examination

    text, code = examination.main()
    print(text)
    sys.exit(code)


@cli.command("try")
def try_text(text: list[str], language: Language = None) -> None:
    """Show what the bot answers to TEXT, as a person would see it."""
    from bot import app
    from bot.lab import show

    engine = app.engine()
    show.answer(engine, " ".join(text), spoken(engine, language))


@cli.command()
def why(text: list[str]) -> None:
    """Show every signal found in TEXT with its words, the rules that hold, and what almost matched."""
    from bot.lab import show

    show.why(" ".join(text))


@cli.command()
def assess() -> None:
    """Read JSON lines {"id","text","lang"?} from standard input, write one verdict per line to standard output."""
    from bot import app
    from bot.encoder import installed
    from bot.lab import assess as lines

    try:
        engine = app.engine()
        code = lines.main(engine, sys.stdin.buffer, sys.stdout.buffer, sys.stderr, installed(engine))
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


@cli.command()
def check(
    language: Language = None,
    rules: Annotated[Path | None, typer.Option(help="another folder of content")] = None,
    paper: Annotated[bool, typer.Option("--map", help="print the guide instead, as a person walks it")] = False,
    country: Annotated[str | None, typer.Option(help="with --map: whose helplines, such as GB")] = None,
    fact: Annotated[list[str] | None, typer.Option(help="with --map: what is known, such as paid=yes; may be repeated")] = None,
) -> None:
    """Check rules/: shape, meaning, every example, the cost of every phrase, helplines, what nobody has reviewed yet."""
    from bot.content.load import load
    from bot.lab import check as checking
    from bot.settings import Settings

    if paper:
        content = load(rules or Settings().rules)
        try:
            print(checking.on_paper(content, language, country, fact or []), end="")
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    else:
        sys.exit(checking.main(language, rules, datetime.now(UTC).date()))


@cli.command()
def bench() -> None:
    """Measure the cost of a whole check next to json.loads, in this process."""
    from bot import app
    from bot.lab import bench as measuring

    measuring.main(app.engine())


@cli.command()
def exam(file: Path, misses: Annotated[bool, typer.Option(help="print what came out otherwise than expected")] = False) -> None:
    """Score the rules on a file of messages somebody else wrote: {"id","lang","expect","text"} lines."""
    from bot import app
    from bot.encoder import installed
    from bot.lab import exam as sitting

    try:
        engine = app.engine()
        sitting.main(engine, file, misses, installed(engine))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint=str(file)) from None


@cli.command()
def train(
    out: Annotated[Path, typer.Option(help="where the weights are written")] = Path("data/weights.npz"),
    add: Annotated[
        list[Path] | None, typer.Option(help="more lines in the form of the corpus, of your own; may be repeated")
    ] = None,
) -> None:
    """Teach the classifier anew from rules/: the corpus and every example. Some minutes. UNHOOK_WEIGHTS names what to use."""
    from bot.content.load import load
    from bot.encoder import Encoder
    from bot.lab import corpus
    from bot.lab import train as training
    from bot.settings import Settings

    rules = Settings().rules
    content = load(rules)
    try:
        lines = corpus.gather(content, rules / "classifier", add or ())
        weights = training.train(content, lines, Encoder(), lambda doing: print(doing, file=sys.stderr, flush=True))
        out.parent.mkdir(parents=True, exist_ok=True)
        weights.write(out)
    except ImportError as error:
        raise typer.BadParameter(f"{error.name} is not installed: pip install 'unhook[encoder,lab]'") from None
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None
    print(f"written: {out}, from {len(lines)} lines")


@cli.command()
def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="JSONL; the held-out part of the corpus else")] = None,
    out: Annotated[Path | None, typer.Option(help="a folder for the same as HTML with plots, and JSON")] = None,
    hide: Annotated[bool, typer.Option(help="also with the words hidden in every way there is")] = False,
    encoder: Annotated[bool, typer.Option(help="with the encoder, as messages people ask about are read")] = True,
) -> None:
    """Say how well phrases and classifier read lines they have not learned from."""
    from bot.content.load import load
    from bot.encoder import installed
    from bot.lab import evaluate as evaluating
    from bot.lab import judge
    from bot.settings import Settings

    settings = Settings()
    content = load(settings.rules, settings.weights)
    if content.weights is None:
        raise typer.BadParameter("there are no weights to evaluate: run `train` first")
    try:
        lines = [each for path in files or () for each in judge.rows(path)] or evaluating.held_out(content, settings.rules)
        evaluating.main(content, lines, installed(Engine(content)) if encoder else None, out, hide)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None


def main() -> None:
    try:
        cli()
    except BadContent as bad:
        print(bad, file=sys.stderr)
        print(
            f"{len(bad.problems)} problem{'s' * (len(bad.problems) != 1)} in the content; nothing was started.",
            file=sys.stderr,
        )
        sys.exit(2)
    except ValidationError as error:
        print("\n".join(complaints(error)), file=sys.stderr)
        sys.exit(2)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
