"""W1 on SpiffWorkflow: five script steps, the serialised workflow kept in SQLite (WAL, synchronous=FULL) after each; steps a second."""
import json
import sqlite3
import sys
import tempfile
import time

from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

cases = int(sys.argv[1])
names = ["start"] + [f"step{number}" for number in range(5)] + ["end"]
flows = "".join(f'<sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>' for i, (a, b) in enumerate(zip(names, names[1:])))
tasks = "".join(f'<manualTask id="step{number}"/>' for number in range(5))
xml = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
<process id="five" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}</process></definitions>"""
with tempfile.NamedTemporaryFile("w", suffix=".bpmn", delete=False) as file:
    file.write(xml)
parser = SpiffBpmnParser()
parser.add_bpmn_file(file.name)
spec = parser.get_spec("five")
serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
database = sqlite3.connect(tempfile.mkdtemp(prefix="peer-spiff-") + "/peer.db", isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE workflows (id INTEGER PRIMARY KEY, state TEXT)")
begin = time.perf_counter()
for case in range(cases):
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    while tasks := workflow.get_tasks(state=TaskState.READY, manual=True):
        tasks[0].run()
        workflow.do_engine_steps()
        database.execute("INSERT OR REPLACE INTO workflows VALUES (?, ?)", (case, json.dumps(serializer.to_dict(workflow))))
print(cases * 5 / (time.perf_counter() - begin))
