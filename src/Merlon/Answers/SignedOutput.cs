using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>What a signature covers: the assessment's JSON document without what was noticed on the way, whose paths depend on how Merlon was called.</summary>
static class SignedOutput
{
    /// <summary>Its bytes: the same for the same assessment, from whichever host.</summary>
    public static byte[] Of(GapAssessment assessment)
    {
        using var bytes = new MemoryStream();
        JsonText.WriteFile(bytes, json => AssessmentJson.Write(json, assessment with { Diagnostics = [] }));
        return bytes.ToArray();
    }
}
