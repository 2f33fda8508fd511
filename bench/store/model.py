"""Many hosts' node-exporter texts, step by step, after the pattern of a real one.

A real exporter is scraped some times; what each of its series was seen to do (stay, grow by which steps, wander between
which values, with how many decimals) is what the made-up hosts' series do. Everything is repeatable from a seed and the
recorded texts.
"""
import random
from decimal import Decimal


class Pattern:
    """What one series was seen to do."""

    def __init__(self, name, values, is_counter):
        self.name, self.is_counter = name, is_counter
        self.values = [Decimal(v) for v in values]
        self.steps = [b - a for a, b in zip(self.values, self.values[1:])]
        self.changes = sum(1 for step in self.steps if step != 0) / max(len(self.steps), 1)
        self.places = max(0, -min(v.as_tuple().exponent for v in self.values))
        self.moves = [step for step in self.steps if step != 0]


def patterns(texts):
    """The series of recorded texts that are in all of them and are finite numbers."""
    kinds, seen = {}, {}
    for index, text in enumerate(texts):
        for line in text.splitlines():
            if line.startswith('# TYPE '):
                _, _, name, kind = line.split(' ', 3)
                kinds[name] = kind
            elif line and not line.startswith('#'):
                name, value = line.rsplit(' ', 1)
                if value.lstrip('+-') not in ('NaN', 'Inf'):
                    seen.setdefault(name, {})[index] = value
    found = []
    for name, values in seen.items():
        if len(values) == len(texts):
            base = name.split('{', 1)[0]
            kind = kinds.get(base) or kinds.get(base.rsplit('_', 1)[0], 'untyped')
            is_counter = kind == 'counter' or kind in ('histogram', 'summary') and base.endswith(('_count', '_sum', '_bucket'))
            found.append(Pattern(name, [values[i] for i in range(len(texts))], is_counter))
    return found


class Series:
    def __init__(self, pattern, host, number):
        self.pattern = pattern
        name, _, labels = pattern.name.partition('{')
        self.prefix = f'{name}{{node="n{host:03d}"{"," + labels if labels else "}"} '.encode()
        self.random = random.Random(number)
        self.value = pattern.values[0]
        if pattern.moves and pattern.is_counter:
            self.value += sum(self.random.choice(pattern.moves) for _ in range(50))
        self.text = self.written()

    def written(self):
        value = self.value
        text = format(value.normalize(), 'f') if value else '0'
        # As Go writes them: an exponent from 21 digits on.
        return (text if len(text) < 21 else repr(float(value))).encode()

    def step(self):
        p = self.pattern
        if not p.moves or self.random.random() >= p.changes:
            return False
        if p.is_counter:
            self.value += self.random.choice(p.moves)
        elif p.changes > 0.9 and p.places > 2:
            # Such as the time a collector took: anywhere between what was seen.
            a, b = self.random.choice(p.values), self.random.choice(p.values)
            part = Decimal(self.random.randrange(1 << 30)) / (1 << 30)
            self.value = round(a + (b - a) * part, p.places)
        else:
            step = self.random.choice(p.moves)
            low, high = min(p.values), max(p.values)
            span = high - low
            if not low - span <= self.value + step <= high + span:
                step = -step
            self.value += step
        self.text = self.written()
        return True


class Fleet:
    """The texts of all hosts together, one a step."""

    def __init__(self, found, series, seed=1):
        self.series = []
        host = 0
        while len(self.series) < series:
            for pattern in found:
                if len(self.series) == series:
                    break
                self.series.append(Series(pattern, host, seed * 1_000_003 + len(self.series)))
            host += 1
        self.lines = [s.prefix + s.text for s in self.series]

    def text(self, milliseconds):
        end = b' %d\n' % milliseconds
        return end.join(self.lines) + end

    def advance(self):
        for index, series in enumerate(self.series):
            if series.step():
                self.lines[index] = series.prefix + series.text


class Recording:
    """Recorded texts as they are, under the names of many hosts; the last one again where there are no more."""

    def __init__(self, texts, series):
        self.texts, self.count, self.place = texts, series, 0
        self.load()

    def load(self):
        lines = [l for l in self.texts[min(self.place, len(self.texts) - 1)].decode().splitlines() if l and not l.startswith('#')]
        self.lines, host = [], 0
        while len(self.lines) < self.count:
            for line in lines[:self.count - len(self.lines)]:
                series, value = line.rsplit(' ', 1)
                name, _, labels = series.partition('{')
                rest = ',' + labels if labels else '}'
                self.lines.append(f'{name}{{node="n{host:03d}"{rest} {value}'.encode())
            host += 1

    def text(self, milliseconds):
        end = b' %d\n' % milliseconds
        return end.join(self.lines) + end

    def advance(self):
        self.place += 1
        self.load()
