"""The endpoint stack once more, in Python. `python app.py` writes the templates to cdk.out; `cdk deploy` deploys them."""

import aws_cdk as cdk

from ferry_stack import FerryEndpoint

# ANCHOR: app
app = cdk.App()
for stage, fewest, most in (("staging", 2, 2), ("prod", 2, 6)):
    FerryEndpoint(app, f"FerryDelay-{stage}",
                  stage=stage, fewest=fewest, most=most)
cdk.Tags.of(app).add("project", "ferry-delay")    # on all that takes tags
app.synth()
# ANCHOR_END: app
