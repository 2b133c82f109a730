using Merlon.Documents;
using Merlon.Sigma.Linting;

namespace Merlon.Detection.Tests.Sigma.Linting;

/// <summary>The check over all of SigmaHQ: what it warns of is known by name.</summary>
public sealed class SigmaLintCorpusTests
{
    [Fact]
    public void SigmaHQ_has_no_errors_and_only_the_warnings_that_were_looked_at()
    {
        var lint = new SigmaLint(SigmaLintOptions.Default);
        List<SigmaFileLint> files = [.. SigmaCorpus.Files().Select(path => lint.CheckFile(File.ReadAllBytes(path), path))];
        var together = lint.CheckTogether(files, TestContext.Current.CancellationToken);
        var findings = files.SelectMany(static file => file.Findings).Concat(together).Where(static finding => finding.Severity != Severity.Note).ToList();

        // 25 rules with placeholders that have no values; three that are related to themselves.
        string.Join(", ", findings.CountBy(static finding => $"{finding.Severity} {finding.Code}", StringComparer.Ordinal).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            .ShouldBe("[Warning SIGMA040, 25], [Warning SIGMA106, 3]");
        together.Count(static finding => finding.Code == "SIGMA161").ShouldBeGreaterThan(100);
    }
}
