#!/usr/bin/env python3
"""The series store beside Prometheus: bytes a sample and samples a second, on the same scrapes, in one run.

A node exporter is scraped some times; after what its series did, the texts of many hosts are made up, 15 s apart
(`model.py`), SERIES series in each. Prometheus and the store (bench/StoreBench, through the same code as the server)
each ask for these texts over HTTP, each pinned to core 0, one after the other; the texts are made on core 1. The samples
carry their times, so that hours pass in a minute.

Usage: run.py [--series 10000] [--hours 2] [--texts DIRECTORY [--every 1]] [--record SECONDS] [--pace 125]

  --texts DIRECTORY   use recorded texts (record.py) as they are, in the order of their names, under as many hosts' names
                      as SERIES wants; with --every N each Nth of them
  --record SECONDS    scrape an exporter every 15 s for so long, and use its texts as they are
  --pace MS           how often Prometheus asks; it loses texts that it does not get in that time, and a note says so
"""
import argparse, itertools, json, os, queue, shutil, signal, subprocess, sys, tempfile, threading, time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import model
import record

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STEP = 15_000


def get(url, data=None):
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as answer:
        return answer.read()


def wait_for(url, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return get(url)
        except OSError:
            time.sleep(0.05)
    sys.exit(f'{url} did not answer')


class Server:
    """Hands out the fleet's texts, the next one with each question, until all are gone."""

    def __init__(self, fleet, first, count):
        self.given, self.count, self.samples, self.lock = 0, count, 0, threading.Lock()
        self.texts = queue.Queue(maxsize=8)
        self.waiting = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):
                with outer.lock:
                    outer.answer(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.http.handle_error = lambda *_: None
        self.url = f'http://127.0.0.1:{self.http.server_address[1]}/metrics'
        threading.Thread(target=self.make, args=(fleet, first), daemon=True).start()
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def make(self, fleet, first):
        for number in range(self.count):
            self.texts.put(fleet.text(first + STEP * number))
            fleet.advance()

    def answer(self, handler):
        if self.given == self.count:
            return handler.send_error(503)
        # A text that did not arrive (a time-out) is given again.
        self.waiting = self.waiting or self.texts.get()
        handler.send_response(200)
        handler.send_header('Content-Type', 'text/plain; version=0.0.4')
        handler.send_header('Content-Length', str(len(self.waiting)))
        handler.end_headers()
        handler.wfile.write(self.waiting)
        handler.wfile.flush()
        self.samples += self.waiting.count(b'\n')
        self.waiting = None
        self.given += 1


class Prometheus:
    """A Prometheus of this run's own: a free port, a private directory, one core, everything in the head block."""

    def __init__(self, directory, target, pace):
        self.port = record.free_port()
        self.base = f'http://127.0.0.1:{self.port}'
        host = target.split('/')[2]
        with open(f'{directory}/p.yml', 'w') as file:
            file.write(f'global: {{scrape_interval: {pace}ms, scrape_timeout: {pace}ms}}\nscrape_configs:\n'
                       f'- job_name: node\n  static_configs: [{{targets: ["{host}"]}}]\n')
        self.directory = directory
        self.process = subprocess.Popen(
            ['taskset', '-c', '0', 'prometheus', f'--config.file={directory}/p.yml',
             f'--storage.tsdb.path={directory}/data', f'--web.listen-address=127.0.0.1:{self.port}',
             '--web.enable-admin-api', '--storage.tsdb.min-block-duration=10d', '--storage.tsdb.max-block-duration=10d',
             '--storage.tsdb.retention.time=100d'],
            stdout=subprocess.DEVNULL, stderr=open(f'{directory}/log', 'w'))

    def metrics(self):
        found = {}
        for line in get(f'{self.base}/metrics').decode().splitlines():
            if not line.startswith('#'):
                name, value = line.rsplit(' ', 1)
                found[name.split('{')[0]] = found.get(name.split('{')[0], 0) + float(value)
        return found

    def mapped(self):
        """Bytes of the head's full chunks, which it keeps in files and maps."""
        return sum(entry.stat().st_size for entry in os.scandir(f'{self.directory}/data/chunks_head'))

    def block(self):
        """Bytes of the chunks and of everything of a block with all that the head holds, and its samples."""
        name = json.loads(get(f'{self.base}/api/v1/admin/tsdb/snapshot', data=b''))['data']['name']
        top = f'{self.directory}/data/snapshots/{name}'
        chunks = total = samples = 0
        for place, _, files in os.walk(top):
            for file in files:
                size = os.path.getsize(f'{place}/{file}')
                total += size
                chunks += size if place.endswith('/chunks') else 0
                if file == 'meta.json':
                    samples += json.load(open(f'{place}/{file}'))['stats']['numSamples']
        return chunks, total, samples

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def measure_prometheus(fleet, first, count, pace):
    with tempfile.TemporaryDirectory() as directory:
        server = Server(fleet, first, count)
        prometheus = Prometheus(directory, server.url, pace)
        try:
            wait_for(f'{prometheus.base}/-/ready')
            before = prometheus.metrics()
            end = time.monotonic() + 60 + 5 * count * pace / 1000
            while server.given < count and time.monotonic() < end:
                time.sleep(0.1)
            if server.given < count:
                print(f'note: Prometheus took {server.given} of {count} texts in the time given to it; try a longer --pace')
            time.sleep(1)
            after = prometheus.metrics()
            chunks, total, samples = prometheus.block()
            mapped = prometheus.mapped()
        finally:
            prometheus.stop()
            server.http.shutdown()
        name = 'prometheus_tsdb_head_samples_appended_total'
        taken = after[name] - before.get(name, 0)
        seconds = after['process_cpu_seconds_total'] - before['process_cpu_seconds_total']
        if taken < 0.98 * server.samples:
            print(f'note: Prometheus took {taken:.0f} of {server.samples} samples')
        return {
            'samples': taken, 'rate': taken / seconds, 'chunks': chunks / samples, 'total': total / samples,
            'head': (after['process_resident_memory_bytes'] - before['process_resident_memory_bytes']) / taken,
            'mapped': mapped / taken,
            'resident': after['process_resident_memory_bytes'], 'idle': before['process_resident_memory_bytes'],
            'heap': after['go_memstats_heap_inuse_bytes'],
        }


def measure_store(binary, fleet, first, count):
    server = Server(fleet, first, count)
    try:
        answer = subprocess.run(['taskset', '-c', '0', binary, 'ingest', server.url, str(count), str(first)],
                                check=True, capture_output=True, text=True).stdout
    finally:
        server.http.shutdown()
    found = json.loads(answer.splitlines()[-1])
    held = found['held']
    return {
        'samples': found['samples'], 'rate': found['samples'] / found['processor_seconds'],
        'chunks': found['chunk_bytes'] / held, 'total': found['store_bytes'] / held,
        'counted': found['memory_bytes'] / held, 'head': (found['resident_bytes'] - found['idle_bytes']) / held,
        'resident': found['resident_bytes'], 'idle': found['idle_bytes'], 'heap': found['heap_bytes'],
    }


def show(ours, theirs):
    print(f'{"":44} {"opstui":>12} {"prometheus":>12} {"ratio":>7}')
    rows = [
        ('samples/s of one core (scrape, read, store)', 'rate', '{:,.0f}'),
        ('bytes a sample: chunks', 'chunks', '{:.3f}'),
        ('bytes a sample: chunks, labels and index', 'total', '{:.3f}'),
        ('  as the store counts them itself', 'counted', '{:.3f}'),
        ('  growth of resident memory a sample', 'head', '{:.3f}'), ('  files of full chunks of the head', 'mapped', '{:.3f}'),
        ('resident MB', 'resident', '{:.1f}'), ('  of which before the first sample', 'idle', '{:.1f}'),
        ('heap MB', 'heap', '{:.1f}'),
    ]
    for title, key, form in rows:
        a, b = ours.get(key), theirs.get(key)
        if 'MB' in title or key == 'idle':
            a, b = a / 1e6, b / 1e6
        written = [form.format(x) if x is not None else '' for x in (a, b)]
        ratio = f'{a / b:7.2f}' if a is not None and b else ''
        print(f'{title:44} {written[0]:>12} {written[1]:>12} {ratio:>7}')
    print('labels and index: of opstui what the allocator got back with the store, of Prometheus its block on disk')


def texts_of(options, count):
    """The texts to be used as they are, and what they are; None where they are made up."""
    if options.texts:
        names = len(os.listdir(options.texts))
        texts = record.read(options.texts, options.every)
        return list(itertools.islice(texts, count)), f'recorded ones, each {options.every}. of {names}, laid 15 s apart'
    if options.record:
        return list(record.texts(min(count, int(options.record / 15)), 15)), 'recorded ones, taken every 15 s'
    return None, None


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--series', type=int, default=10_000)
    options.add_argument('--hours', type=float, default=2)
    options.add_argument('--record', type=float)
    options.add_argument('--texts')
    options.add_argument('--every', type=int, default=1)
    options.add_argument('--pace', type=int, default=125)
    options.add_argument('--binary', default=os.path.join(ROOT, '.build/release/StoreBench'))
    options = options.parse_args()
    if not shutil.which('prometheus'):
        sys.exit('bench/store: prometheus is missing: scripts/install-packages test')
    os.sched_setaffinity(0, {min(1, os.cpu_count() - 1)})
    count = int(options.hours * 3_600_000 / STEP)
    texts, kind = texts_of(options, count)
    if texts:
        count = min(count, len(texts))
        make = lambda: model.Recording(texts, options.series)
    else:
        found = model.patterns([text.decode() for text in record.texts(12, 1)])
        make = lambda: model.Fleet(found, options.series)
        kind = f'made after {len(found)} series of a node exporter'
    first = int(time.time() * 1000) - STEP * count
    print(f'{options.series} series, {count} texts, 15 s apart ({count * STEP / 3.6e6:g} h), {kind}', flush=True)
    show(measure_store(options.binary, make(), first, count), measure_prometheus(make(), first, count, options.pace))


main()
