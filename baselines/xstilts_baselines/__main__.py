"""Entry point of ``python -m xstilts_baselines``, which torchrun needs."""

from xstilts_baselines.cli import main

if __name__ == "__main__":
    main()
