#!/usr/bin/python3
"""Checks traces made with --format=json: validate_json.py SCHEMA FILE...

Every line must be one JSON object by RFC 8259 (UTF-8, no NaN, no lone surrogates, no name twice) that the
schema describes. Says the first wrong lines, then the counts. Exit status: 0 all lines are right, 1 some are
wrong or there are none, 77 python3-jsonschema is missing.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("validate_json.py: python3-jsonschema is not installed", file=sys.stderr)
    sys.exit(77)

SHOWN = 5


def once(pairs):
    """An object whose names are all different."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name comes twice: %s" % sorted(n for n in names if names.count(n) > 1)[0])
    return dict(pairs)


def refuse(constant):
    raise ValueError("%s is no JSON" % constant)


def parse(line):
    if not line.endswith(b"\n"):
        raise ValueError("no newline at the end")
    if b"\r" in line:
        raise ValueError("a carriage return")
    text = line.decode("utf-8")
    value = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    # A lone surrogate passes json.loads as an escape, but is no text.
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 1
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    whole = kind(schema)
    # By its type a line is one of the definitions: asking that one gives better messages than "oneOf", and faster.
    of_type = {
        name: kind({"$ref": "#/definitions/" + name, "definitions": schema["definitions"]})
        for name in (entry["$ref"].rsplit("/", 1)[1] for entry in schema["oneOf"])
    }
    lines = bad = 0
    for name in sys.argv[2:]:
        with open(name, "rb") as file:
            for number, line in enumerate(file, 1):
                lines += 1
                try:
                    value = parse(line)
                    known = isinstance(value, dict) and of_type.get(value.get("type"), whole) or whole
                    error = next(known.iter_errors(value), None)
                    wrong = error and "%s: %s" % ("/".join(map(str, error.path)), error.message[:200])
                except ValueError as error:
                    wrong = str(error)
                if wrong:
                    bad += 1
                    if bad <= SHOWN:
                        print("%s:%d: %s" % (name, number, wrong))
    print("%d lines, %d wrong" % (lines, bad))
    return 1 if bad or not lines else 0


sys.exit(main())
