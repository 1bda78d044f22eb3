"""One Python client's run of the throughput bench. Prints its figures as JSON."""
import asyncio
import json
import resource
import sys
import time

FILLING = ("Lorem ipsum dolor. " * 863)[:16000]


def body(i):
    messages = [{"role": "user", "content": f"{i // 4} {FILLING} {i}"}]
    return {"model": "fake", "temperature": 0, "top_p": 1, "max_tokens": 20, "messages": messages}


async def run(job, post):
    url = job["url"] + "/v1/chat/completions"
    todo = iter(range(job["requests"]))
    # A line is in the file once it is written, as with the other clients.
    with open(job["path"], "w", buffering=1) as out:

        async def loop():
            for i in todo:
                reply = await post(url, body(i))
                line = {"id": str(i), "text": reply["choices"][0]["message"]["content"], "usage": reply["usage"]}
                out.write(json.dumps(line) + "\n")

        await asyncio.gather(*(loop() for _ in range(job["inFlight"])))


async def httpx_run(job):
    import httpx

    limits = httpx.Limits(max_connections=job["inFlight"], max_keepalive_connections=job["inFlight"])
    async with httpx.AsyncClient(limits=limits, timeout=None, trust_env=False) as client:

        async def post(url, data):
            return (await client.post(url, json=data)).json()

        await run(job, post)


async def aiohttp_run(job):
    import aiohttp

    connector = aiohttp.TCPConnector(limit=job["inFlight"])
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:

        async def post(url, data):
            async with session.post(url, json=data) as reply:
                return await reply.json()

        await run(job, post)


def peak_bytes(usage):
    """Linux counts into ru_maxrss what the starting process took; VmHWM is this program's alone."""
    if sys.platform == "darwin":
        return usage.ru_maxrss
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


job = json.loads(sys.argv[1])
began = time.perf_counter()
asyncio.run({"httpx": httpx_run, "aiohttp": aiohttp_run}[job["client"]](job))
seconds = time.perf_counter() - began
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": seconds, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakBytes": peak_bytes(usage)}))
