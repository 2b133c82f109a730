using System.Security.Cryptography;
using System.Text;
using Merlon.Attack;
using Merlon.Robustness;
using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>What takes its time with many rules: each is worked out by a job, once for all who ask, until what it rests on changes.</summary>
sealed class RuleWork(RuleTools tools, WorkShelf shelf)
{
    /// <summary>Where the check of rules that were sent is, by its key.</summary>
    public const string SentAddress = "/api/v1/rules/checks/";

    const string SentKind = "rule-check-sent";

    /// <summary>What is wrong, doubtful or wasteful in the organisation's rules.</summary>
    public Work<RuleCheck> Check(RuleList list, AttackRelease? release, Caller caller)
        => shelf.Begin("rule-check", $"{list.Tag} {KeyOf(release)}", "Check of the organisation's rules", "/detection/rules/check", caller, (progress, stop) => tools.CheckAll(list, release, progress, stop));

    /// <summary>The same for rules that were sent.</summary>
    public Work<RuleCheck> Check(IReadOnlyList<RuleFileText> files, AttackRelease? release, Caller caller)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(KeyOf(release)));
        foreach (var file in files)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name ?? "")));
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text)));
        }

        var key = Convert.ToHexStringLower(hash.GetHashAndReset());
        return shelf.Begin(SentKind, key, "Check of rules that were sent", SentAddress + key, caller, (progress, stop) => tools.Check(files, release, progress, stop));
    }

    /// <summary>The check of rules that were sent before.</summary>
    /// <exception cref="FileNotFoundException">It is not known, or not any more.</exception>
    public Work<RuleCheck> Sent(string key) => shelf.Find<RuleCheck>(SentKind, key) ?? throw new FileNotFoundException("there is no such check, or it was let go: send the rules again");

    /// <summary>The tests that stand beside the organisation's rules.</summary>
    public Work<RuleTestReport> Test(RuleList list, Caller caller)
        => shelf.Begin("rule-test", list.Tag, "Tests of the organisation's rules", "/detection/rules/tests", caller, (progress, stop) => RuleTools.TestAll(list, progress, stop));

    /// <summary>The list with every rule's robustness worked out.</summary>
    public Work<RuleList> Robustness(RuleList list, Caller caller)
        => shelf.Begin("rule-robustness", list.Tag, "Robustness of the organisation's rules", "/detection/rules?sort=robustness", caller, (progress, stop) =>
        {
            for (var i = 0; i < list.Cards.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                if (i % ProgressEvery == 0)
                {
                    progress.Report(new WorkProgress("Weighing rules", i, list.Cards.Count));
                }

                _ = list.Cards[i].Robustness.Value;
            }

            return list;
        });

    /// <summary>What detects each technique, and what is left without any one thing.</summary>
    public Work<DetectionCoverage> Coverage(AssessedWorkspace assessed, Caller caller)
        => shelf.Begin("rule-coverage", assessed.Standing.Tag, "Coverage by rules", "/detection/rules/coverage", caller, (progress, _) =>
        {
            progress.Report(new WorkProgress("Leaving out one thing after the other", 0, 0));
            return DetectionCoverage.Of(assessed.Assessment);
        });

    /// <summary>Rules between two reports of progress.</summary>
    const int ProgressEvery = 50;

    static string KeyOf(AttackRelease? release) => release is null ? "" : $"{release.Version} {release.IsOverlaid} {release.Relationships.Count}";
}
