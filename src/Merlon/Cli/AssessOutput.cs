using Merlon.Assessment;
using Merlon.Layers;
using Merlon.Web.Reports;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>The files that an assessment leaves behind: the one place that names them.</summary>
static class AssessOutput
{
    /// <summary>Folder used when none is given, in the current folder.</summary>
    public const string DefaultFolder = "merlon-out";

    /// <summary>The files in the order in which they are listed, the one to open first.</summary>
    public static IReadOnlyList<OutputFile> FilesOf(GapAssessment assessment)
    {
        List<OutputFile> files =
        [
            new("report.html", stream => ReportDocument.Write(assessment, stream)),
            new("gaps.json", stream => JsonText.WriteFile(stream, json => AssessmentJson.Write(json, assessment))),
        ];
        var domains = AssessmentLayers.Domains(assessment);
        foreach (var domain in domains)
        {
            // One domain is the rule: its layers have the plain names.
            var suffix = domains.Count == 1 ? "" : $"-{domain}";
            files.Add(new($"coverage-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.CoverageOf(assessment, domain), stream)));
            files.Add(new($"threat-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.ThreatOf(assessment, domain), stream)));
            files.Add(new($"gap-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.GapOf(assessment, domain), stream)));
        }

        return files;
    }
}
