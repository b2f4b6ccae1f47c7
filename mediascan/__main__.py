"""`python -m mediascan`, and what the command `mediascan` runs.

Each worker process imports this module again (multiprocessing, "The spawn and forkserver start
methods"), so the command line, which workers do not need, is imported only when it is called.
"""


def main() -> None:
    """Run the command line."""
    from mediascan.cli.main import main as run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
