"""Reads what a Python worker declares and prints it as one JSON document: `python read.py <worker folder> <seconds>`.

Runs in the worker's own interpreter, in a process of its own, and runs nothing but what stands at the top level of
modules that hold contracts. Standard library, and Pydantic as far as the contracts bring it.
"""

import sys

from declaration_reader.main import main

if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
