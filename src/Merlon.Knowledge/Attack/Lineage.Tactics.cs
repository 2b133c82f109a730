using Merlon.Documents;

namespace Merlon.Attack;

public sealed partial class Lineage
{
    /// <summary>Resolves a tactic reference against the release.</summary>
    /// <param name="reference">A shortname (<c>defense-evasion</c>, or with underscores as rules' tags write it) or an id (<c>TA0005</c>); letter case ignored.</param>
    public TacticResolution ResolveTactic(string reference)
    {
        var shortname = reference.Replace('_', '-').ToLowerInvariant();
        if (LiveTactics(shortname) is { Count: > 0 } live)
        {
            return new TacticResolution.Live(live);
        }

        var found = new List<Tactic>();
        var steps = new List<string>();
        StepTactics(shortname, "renamed to", Renumbering.Known.After(Renumbering.TacticKind, shortname), found, steps);
        StepTactics(shortname, "was", Renumbering.Known.Before(Renumbering.TacticKind, shortname), found, steps);
        if (found.Count > 0)
        {
            found.Sort(ReleaseOrder.Compare);
            return new TacticResolution.Moved(found, steps);
        }

        var shortnames = release.All<Tactic>().Where(static t => t.IsLive).Select(static t => t.Shortname);
        return new TacticResolution.Unknown(Spelling.Nearest(shortname, shortnames));
    }

    List<Tactic> LiveTactics(string shortnameOrId)
        => [.. release.All<Tactic>().Where(tactic => tactic.IsLive
            && (string.Equals(tactic.Shortname, shortnameOrId, StringComparison.Ordinal)
                || string.Equals(tactic.Id, shortnameOrId, StringComparison.OrdinalIgnoreCase)))];

    void StepTactics(string from, string verb, IReadOnlyList<string> references, List<Tactic> found, List<string> steps)
    {
        foreach (var to in references)
        {
            var live = LiveTactics(to);
            if (live.Count > 0)
            {
                steps.Add($"{from} {verb} {to}");
                found.AddRange(live.Except(found).ToList());
            }
        }
    }
}
