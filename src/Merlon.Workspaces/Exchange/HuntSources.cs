using System.Security.Cryptography;
using System.Text;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Sigma;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>Everything that a hunt reads before the logs, and where the logs are.</summary>
/// <param name="Rules">Rules, correlations and filters of the paths that were named.</param>
/// <param name="Choice">How records are read.</param>
/// <param name="Opening">How log files are opened.</param>
/// <param name="Logs">Log files; none where they are followed.</param>
/// <param name="Baseline">What is normal, or null.</param>
sealed record HuntSources(SigmaContent Rules, PipelineChoice Choice, LogFileOptions Opening, LogFileList Logs, Baseline? Baseline)
{
    /// <summary>Reads it; null with an error among the diagnostics where something cannot be used.</summary>
    public static HuntSources? Read(HuntRequest request, CompiledRuleStore store, ReadLimits limits, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var options = SigmaReadOptions.Default with { Limits = limits };
        if (request.PlaceholdersPath is { } placeholders)
        {
            var values = RuleContent.ReadPlaceholders(placeholders, limits);
            diagnostics.AddRange(values.Diagnostics);
            if (values.Value is null)
            {
                return null;
            }

            options = options with { Placeholders = values.Value };
        }

        var rules = store.Read(request.RulePaths, options, progress, cancellation);
        diagnostics.AddRange(rules.Diagnostics);
        if (rules.Value is not { } content || content.Rules.Count + content.Correlations.Count == 0)
        {
            diagnostics.Add(new Diagnostic(
                "HUNT021", Severity.Error, string.Join(", ", request.RulePaths), SourceLocation.Whole, "there is no rule to hunt with", Advice: "name a folder of Sigma rules with --rules"));
            return null;
        }

        var choice = PipelineChoice.Of(request.Pipelines, request.LogSource, limits);
        diagnostics.AddRange(choice.Diagnostics);
        var baseline = ReadBaseline(request, diagnostics);
        if (choice.Diagnostics.Any(static one => one.Severity == Severity.Error) || request.BaselinePath is not null && baseline is null)
        {
            return null;
        }

        progress?.Report(new WorkProgress("Finding logs", 0, 0));
        var opening = LogFileOptions.Default with { Limits = limits, Format = request.Format, OpenStandardInput = request.OpenStandardInput };
        if (request.IsFollowing)
        {
            return new HuntSources(content, choice, opening, new LogFileList([], []), baseline);
        }

        var logs = LogFiles.Find(request.Logs, opening);
        diagnostics.AddRange(logs.Diagnostics);
        if (logs.Inputs.Count == 0)
        {
            diagnostics.Add(new Diagnostic(
                "HUNT022", Severity.Error, string.Join(", ", request.Logs), SourceLocation.Whole, "there is no log file to read",
                Advice: "name files, folders, patterns such as 'logs/**/*.evtx', or - for standard input"));
            return null;
        }

        return new HuntSources(content, choice, opening, logs, baseline);
    }

    /// <summary>What decides what matches, as one hash: a state of another question must not be gone on with.</summary>
    public string Question(HuntRequest request)
    {
        var text = new StringBuilder();
        var documents = Rules.Rules.Select(static rule => rule.Document).Concat(Rules.Correlations.Select(static one => one.Document)).Concat(Rules.Filters.Select(static one => one.Document));
        foreach (var document in documents.Concat(request.Pipelines).Append(request.PlaceholdersPath ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(document).Append('\u001f').Append(File.Exists(document) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(document))) : "").Append('\n');
        }

        var selection = request.Selection;
        text.AppendJoin('\u001f', [
            selection.LevelMin, .. selection.Statuses, "\n", .. selection.Tags, "\n", .. selection.Rules, "\n", .. selection.Excluded, "\n",
            request.LogSource ?? "", request.Format?.ToString() ?? "",
        ]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    static Baseline? ReadBaseline(HuntRequest request, List<Diagnostic> diagnostics)
    {
        if (request.BaselinePath is not { } path)
        {
            return null;
        }

        if (request.IsLearning && !File.Exists(path))
        {
            return new Baseline();
        }

        var read = Baseline.Read(SingleFile.Read(path, HuntLimits.BaselineBytesMax), path);
        diagnostics.AddRange(read.Diagnostics);
        return read.Value;
    }
}
