"""Finds the model that the next one has to beat: the newest approved version of the group."""


# ANCHOR: champion
def champion(sagemaker, group):
    """Where its model.tar.gz is, or None before the first approval."""
    newest = sagemaker.list_model_packages(
        ModelPackageGroupName=group, ModelApprovalStatus="Approved",
        SortBy="CreationTime", SortOrder="Descending", MaxResults=1,
    )["ModelPackageSummaryList"]
    if not newest:
        return None
    package = sagemaker.describe_model_package(ModelPackageName=newest[0]["ModelPackageArn"])
    return package["InferenceSpecification"]["Containers"][0]["ModelDataUrl"]
# ANCHOR_END: champion
