"""`python -m mediascan`."""

from mediascan.cli.main import main

if __name__ == "__main__":
    main()
