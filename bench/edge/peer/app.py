"""The same chain in FastAPI: request id, JSON log to a file, metrics, security headers, keys, limits in Redis."""
import hashlib
import hmac
import logging
import os
import time
import uuid

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from prometheus_client import Counter, Histogram
from pythonjsonlogger.json import JsonFormatter
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded

KEYS = {hashlib.sha256(os.environ['BENCH_KEY'].encode()).hexdigest(): 'bench'}
REQUESTS = Counter('http_requests_total', 'Requests', ['method', 'endpoint', 'status'])
SECONDS = Histogram('http_request_duration_seconds', 'Time', ['endpoint'])
TENANTS = Counter('tenant_requests_total', 'Requests of tenants', ['tenant', 'outcome'])
HEADERS = {
    'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', 'cache-control': 'no-store',
}

handler = logging.FileHandler(os.environ['BENCH_LOG'])
handler.setFormatter(JsonFormatter('%(asctime)s %(levelname)s %(name)s %(message)s'))
log = logging.getLogger('edge')
log.addHandler(handler)
log.setLevel(logging.INFO)
log.propagate = False


def tenant(request: Request) -> str:
    digest = hashlib.sha256(request.headers.get('x-api-key', '').encode()).hexdigest()
    for known, name in KEYS.items():
        if hmac.compare_digest(known, digest):
            request.state.tenant = name
            return name
    raise HTTPException(401, 'the key is not known')


limiter = Limiter(
    key_func=lambda request: request.state.tenant, storage_uri=os.environ['BENCH_REDIS'], headers_enabled=True,
    strategy='moving-window' if os.environ.get('BENCH_EXACT') else 'fixed-window')
app = FastAPI(openapi_url=None)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)


@app.middleware('http')
async def observe(request: Request, call_next):
    start = time.perf_counter()
    request_id = request.headers.get('x-request-id') or uuid.uuid4().hex
    response = await call_next(request)
    seconds = time.perf_counter() - start
    who = getattr(request.state, 'tenant', None)
    REQUESTS.labels(request.method, request.url.path, response.status_code).inc()
    SECONDS.labels(request.url.path).observe(seconds)
    if who:
        TENANTS.labels(who, 'ok' if response.status_code < 500 else 'error').inc()
    response.headers['x-request-id'] = request_id
    log.info('request', extra={
        'request_id': request_id, 'method': request.method, 'path': request.url.path, 'tenant': who,
        'status_code': response.status_code, 'duration_ms': round(seconds * 1000, 3),
        'address': request.client.host,
    })
    return response


@app.middleware('http')
async def harden(request: Request, call_next):
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response



# A coroutine, with its key check as a dependency; slowapi asks Redis synchronously, as it always does.
async def named(request: Request):
    return tenant(request)




@app.get('/ops/model-status')
@limiter.limit(os.environ.get('BENCH_LIMIT', '5000000/minute'))
async def model_status(request: Request, who: str = Depends(named)):
    return JSONResponse({'provider': 'none', 'breaker': 'closed', 'degraded': True})
