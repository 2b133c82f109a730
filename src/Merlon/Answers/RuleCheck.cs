using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma.Linting;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Answers;

/// <summary>What a check of rules found.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Rules">Rules in them.</param>
/// <param name="Release">The release that tags were held against; empty for none.</param>
/// <param name="Findings">By file and place.</param>
public sealed record RuleCheck(int Files, int Rules, string Release, IReadOnlyList<Diagnostic> Findings)
{
    /// <summary>Checks rule files, each by itself and all against each other.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="release">What tags are held against; null to leave that out.</param>
    /// <param name="today">The day that dates of rules are held against.</param>
    /// <param name="progress">Told about files.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    internal static RuleCheck Of(IReadOnlyList<string> paths, AttackRelease? release, DateOnly today, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var limits = ReadLimits.Default;
        var log = new DiagnosticLog(paths.Count == 1 ? paths[0] : "rules", limits);
        var check = Of(
            RuleTexts.Read(paths, log, limits, progress).Where(static text => text.Bytes is not null).Select(static text => (text.Document, text.Bytes ?? default)), release, today, progress, cancellationToken);
        return check with { Findings = InOrder(check.Findings.Concat(log.ToList())) };
    }

    /// <summary>As <see cref="Of(IReadOnlyList{string}, AttackRelease?, DateOnly, IProgress{WorkProgress}?, CancellationToken)"/>, of texts.</summary>
    internal static RuleCheck Of(IEnumerable<(string Document, ReadOnlyMemory<byte> Bytes)> texts, AttackRelease? release, DateOnly today, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var lint = new SigmaLint(SigmaLintOptions.Default with { Today = today });
        var tags = release is null ? null : new RuleTagCheck(release);
        List<SigmaFileLint> files = [];
        List<Diagnostic> findings = [];
        foreach (var (document, bytes) in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = lint.CheckFile(bytes, document);
            files.Add(file);
            findings.AddRange(file.Findings);
            if (tags is not null)
            {
                findings.AddRange(file.Content.Rules.SelectMany(tags.Check));
            }
        }

        progress?.Report(new WorkProgress("Comparing rules", 0, 0));
        findings.AddRange(lint.CheckTogether(files, cancellationToken));
        return new RuleCheck(files.Count, files.Sum(static file => file.Content.Rules.Count), release?.Version ?? "", InOrder(findings));
    }

    /// <summary>The same without findings of some codes.</summary>
    internal RuleCheck Without(IReadOnlyCollection<string> codes)
        => codes.Count == 0 ? this : this with { Findings = [.. Findings.Where(finding => !codes.Contains(finding.Code, StringComparer.OrdinalIgnoreCase))] };

    /// <summary>As JSON.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("release", Release);
        json.WriteNumber("files", Files);
        json.WriteNumber("rules", Rules);
        foreach (var severity in (ReadOnlySpan<Severity>)[Severity.Error, Severity.Warning, Severity.Note])
        {
            json.WriteNumber(AnswerWords.Of(severity) + "s", Findings.Count(finding => finding.Severity == severity));
        }

        DiagnosticJson.Write(json, "findings", Findings);
        json.WriteEndObject();
    }

    static List<Diagnostic> InOrder(IEnumerable<Diagnostic> findings)
        => [.. findings.OrderBy(static d => d.Document, StringComparer.Ordinal).ThenBy(static d => d.Location.Line).ThenBy(static d => d.Location.Column).ThenBy(static d => d.Code, StringComparer.Ordinal)];
}
