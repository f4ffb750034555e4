"""W1 on DBOS over SQLite in WAL: workflows of five durable steps, several at once; prints steps a second."""
import os
import sys
import tempfile
import time

from dbos import DBOS, DBOSConfig

cases = int(sys.argv[1])
folder = tempfile.mkdtemp(prefix="peer-dbos-")
DBOS(config=DBOSConfig(name="peer", system_database_url=f"sqlite:///{folder}/peer.db", run_admin_server=False))


@DBOS.step()
def note(number: int) -> int:
    return number


@DBOS.workflow()
def five(case: int) -> int:
    return sum(note(number) for number in range(5))


DBOS.launch()
begin = time.perf_counter()
handles = [DBOS.start_workflow(five, case) for case in range(cases)]
for handle in handles:
    handle.get_result()
print(cases * 5 / (time.perf_counter() - begin))
sys.stdout.flush()
os._exit(0)
