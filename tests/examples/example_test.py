"""Holds the parts of the example pipeline against one another and against the service models of AWS."""

import json
import re
import unittest
from pathlib import Path

import botocore.session
import yaml
from botocore.validate import ParamValidator
from cfnlint.decode import cfn_yaml

EXAMPLE = Path(__file__).resolve().parents[2] / "chapters/deploy/pipeline"
SESSION = botocore.session.get_session()


def faults(service, operation, request):
    """What the service model says against a request; an empty text where it says nothing."""
    shape = SESSION.get_service_model(service).operation_model(operation).input_shape
    return ParamValidator().validate(request, shape).generate_report()


def text(name):
    return (EXAMPLE / name).read_text()


def stack(name):
    return json.loads(json.dumps(cfn_yaml.load(EXAMPLE / "stacks" / f"{name}.yaml"), default=str))


class Pipeline(unittest.TestCase):
    """pipeline.json: the definition that CreatePipeline takes."""

    # The steps leave out the names that the pipeline makes up for each run.
    MADE_UP = {
        "Processing": ("CreateProcessingJob", {"ProcessingJobName": "made-up"}),
        "Training": ("CreateTrainingJob", {"TrainingJobName": "made-up"}),
        "RegisterModel": ("CreateModelPackage", {}),
    }

    def setUp(self):
        self.definition = json.loads(text("pipeline.json"))

    def steps(self, steps=None):
        for step in self.definition["Steps"] if steps is None else steps:
            yield step
            if step["Type"] == "Condition":
                for branch in ("IfSteps", "ElseSteps"):
                    yield from self.steps(step["Arguments"][branch])

    def test_each_step_is_a_request_that_the_service_takes(self):
        seen = set()
        for step in self.steps():
            seen.add(step["Type"])
            if step["Type"] in self.MADE_UP:
                operation, name = self.MADE_UP[step["Type"]]
                request = {**name, **known(step["Arguments"])}
                self.assertEqual(faults("sagemaker", operation, request), "", step["Name"])
        self.assertEqual(seen, {*self.MADE_UP, "Condition", "Fail"})

    def test_references_lead_somewhere(self):
        names = {step["Name"] for step in self.steps()}
        parameters = {parameter["Name"] for parameter in self.definition["Parameters"]}
        for kind, name in re.findall(r'"Get": "(Parameters|Steps)\.([A-Za-z]+)', text("pipeline.json")):
            self.assertIn(name, parameters if kind == "Parameters" else names)

    def test_a_version_waits_for_a_person(self):
        statuses = [step["Arguments"]["ModelApprovalStatus"] for step in self.steps() if step["Type"] == "RegisterModel"]
        self.assertEqual(statuses, ["PendingManualApproval"])

    def test_the_program_names_the_same_steps(self):
        for step in self.steps():
            self.assertIn(f'"{step["Name"]}"', text("pipeline.py"))


def known(value):
    """The same with a sample for each value that is known when the pipeline runs."""
    if isinstance(value, dict):
        if set(value) == {"Get"} or set(value) == {"Std:Join"}:
            return "s3://amzn-s3-demo-bucket/sample"
        return {key: known(part) for key, part in value.items()}
    return [known(part) for part in value] if isinstance(value, list) else value


class Build(unittest.TestCase):
    def setUp(self):
        self.spec = yaml.safe_load(text("buildspec.yml"))

    def test_it_has_phases_that_codebuild_knows(self):
        self.assertEqual(self.spec["version"], 0.2)
        self.assertLessEqual(set(self.spec), {"version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"})
        self.assertLessEqual(set(self.spec["phases"]), {"install", "pre_build", "build", "post_build"})
        for phase in self.spec["phases"].values():
            self.assertTrue(all(isinstance(command, str) for command in phase["commands"]))

    def test_its_variables_are_set_by_the_project_or_by_itself(self):
        commands = "\n".join(command for phase in self.spec["phases"].values() for command in phase["commands"])
        project = stack("delivery")["Resources"]["Builder"]["Properties"]["Environment"]["EnvironmentVariables"]
        given = {variable["Name"] for variable in project} | set(re.findall(r"(?:^|&& )([A-Z_]+)=", commands, re.M))
        for name in re.findall(r"\$\{?([A-Z][A-Z_]+)", commands):
            self.assertTrue(name in given or name.startswith("CODEBUILD_"), name)

    def test_files_of_the_image_are_there(self):
        for line in re.findall(r"^COPY (?!--from)(.+) \./$", text("image/Dockerfile"), re.M):
            for name in line.split():
                self.assertTrue((EXAMPLE / "image" / name).is_file(), name)


class Stacks(unittest.TestCase):
    NAMES = ("network", "alarms", "registry", "endpoint", "delivery")

    def test_every_import_has_an_export(self):
        exports = {json.dumps(output["Export"]["Name"]) for name in self.NAMES
                   for output in stack(name).get("Outputs", {}).values() if "Export" in output}
        imports = [json.dumps(name) for name in imported([stack(name) for name in self.NAMES])]
        self.assertEqual(len(imports), 5)
        for name in imports:
            self.assertIn(name, exports)

    def test_the_rule_hears_of_an_approval(self):
        pattern = stack("registry")["Resources"]["ApprovedRule"]["Properties"]["EventPattern"]
        event = json.loads(text("tests/approved-event.json"))
        self.assertTrue(matches(pattern, event))
        event["detail"]["ModelApprovalStatus"] = "Rejected"
        self.assertFalse(matches(pattern, event))

    def test_the_nightly_job_is_a_request_that_the_service_takes(self):
        text = stack("nightly")["Resources"]["Nightly"]["Properties"]["Target"]["Input"]["Fn::Sub"]
        self.assertEqual(faults("sagemaker", "CreateTransformJob", json.loads(text.replace("<aws.scheduler.execution-id>", "1"))), "")

    def test_the_alarms_watch_the_endpoint_that_is_deployed(self):
        endpoint = stack("endpoint")["Resources"]
        variant = endpoint["Config"]["Properties"]["ProductionVariants"][0]["VariantName"]
        for alarm in ("Errors", "Latency"):
            watched = json.dumps(stack("alarms")["Resources"][alarm])
            self.assertIn(endpoint["Endpoint"]["Properties"]["EndpointName"]["Fn::Sub"], watched)
            self.assertIn(f'"Value": "{variant}"', watched)

    def test_the_setup_gives_each_stack_its_parameters(self):
        given = dict.fromkeys(("registry", "network", "alarms", "delivery"), "")
        for call in re.findall(r"^ *deploy \S+ ((?:.|\\\n)+?)$", text("setup.sh").replace("\\\n", " "), re.M):
            given[call.split()[0]] += call
        for name, call in given.items():
            needed = {key for key, parameter in stack(name)["Parameters"].items() if "Default" not in parameter}
            self.assertLessEqual(needed, set(re.findall(r"\"(\w+)=", call)), name)

    def test_the_release_hands_over_parameters_of_the_stack(self):
        parameters = stack("endpoint")["Parameters"]
        for stage in stack("delivery")["Resources"]["ReleasePipeline"]["Properties"]["Stages"]:
            for action in stage["Actions"]:
                if "ParameterOverrides" in action["Configuration"]:
                    self.assertLessEqual(set(json.loads(action["Configuration"]["ParameterOverrides"])), set(parameters))


def imported(value):
    """Names that templates import."""
    if isinstance(value, dict):
        yield from [value["Fn::ImportValue"]] if "Fn::ImportValue" in value else imported(list(value.values()))
    elif isinstance(value, list):
        for part in value:
            yield from imported(part)


def matches(pattern, event):
    """Lists of exact values are all that our pattern holds."""
    return all(matches(wanted, event.get(key, {})) if isinstance(wanted, dict) else event.get(key) in wanted
               for key, wanted in pattern.items())


class Retrain(unittest.TestCase):
    """retrain.asl.json: what each task sends, with samples for what is known at run time."""

    SAMPLE = "arn:aws:iam::111122223333:role/sample"


    def test_tasks_send_requests_that_the_service_takes(self):
        checked = 0
        for name, state in json.loads(text("retrain.asl.json"))["States"].items():
            call = re.search(r"sagemaker:([a-z]\w+)", state.get("Resource", ""))
            if call:
                operation = call[1][0].upper() + call[1][1:]
                self.assertEqual(faults("sagemaker", operation, self.filled(state["Parameters"])), "", name)
                checked += 1
        self.assertEqual(checked, 5)

    def filled(self, value):
        if isinstance(value, dict):
            return {key.removesuffix(".$"): self.SAMPLE if key.endswith(".$") else self.filled(part) for key, part in value.items()}
        return [self.filled(part) for part in value] if isinstance(value, list) else value


if __name__ == "__main__":
    unittest.main()
