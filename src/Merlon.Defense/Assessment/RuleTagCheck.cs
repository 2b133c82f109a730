using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>What the <c>attack</c> tags of rules name, held against a release: what it does not know, what has moved or died, and tactics that do not fit.</summary>
public sealed class RuleTagCheck(AttackRelease release)
{
    const string AttackNamespace = "attack";


    /// <summary>Findings about the tags of one rule (<c>SIGMA12n</c>), in the order of the tags.</summary>
    public IReadOnlyList<Diagnostic> Check(SigmaRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!rule.Tags.Any(static tag => Is(tag.Namespace, AttackNamespace)))
        {
            return [];
        }

        var log = new DiagnosticLog(rule.Document, ReadLimits.Default);
        List<(Technique Technique, SigmaTag Tag)> techniques = [];
        List<(string Shortname, SigmaTag Tag)> tactics = [];
        foreach (var tag in rule.Tags)
        {
            if (!Is(tag.Namespace, AttackNamespace))
            {
                continue;
            }

            var name = tag.Value.ToUpperInvariant();
            if (TechniqueId.TryParse(name, out _))
            {
                techniques.AddRange(CheckTechnique(name, tag, log).Select(technique => (technique, tag)));
            }
            else if (name.Length > 1 && char.IsAsciiDigit(name[^1]) && !name.StartsWith("TA", StringComparison.Ordinal))
            {
                CheckObject(name, tag, log);
            }
            else
            {
                tactics.AddRange(CheckTactic(tag, log).Select(tactic => (tactic, tag)));
            }
        }

        // Where a tag has moved, tactics fit once it is corrected or the release is.
        if (!log.ToList().Any(static finding => finding.Code is "SIGMA121" or "SIGMA126"))
        {
            CheckFit(techniques, tactics, log);
        }

        return log.ToList();
    }

    IReadOnlyList<Technique> CheckTechnique(string id, SigmaTag tag, DiagnosticLog log)
    {
        switch (release.Lineage.Resolve(id))
        {
            case TechniqueResolution.Live live:
                return [live.Technique];
            case TechniqueResolution.Moved moved:
                var now = string.Join(" or ", moved.Techniques.Select(static technique => $"attack.{technique.Id.ToLowerInvariant()} ({technique.Name})"));
                AddMoved($"the technique stands elsewhere in ATT&CK {release.Version}", moved.Steps, tag, now, log);
                return moved.Techniques;
            case TechniqueResolution.Dead dead:
                log.Warn("SIGMA122", tag.Location, $"the technique {dead.Technique.Name} is no longer part of ATT&CK {release.Version}, and has no successor", tag.Text, "choose a technique that is, or take the tag out");
                return [];
            case TechniqueResolution.Unknown unknown:
                log.Warn("SIGMA120", tag.Location, $"ATT&CK {release.Version} knows no such technique", tag.Text, AdviceOf(TechniqueId.Parse(id, provider: null), unknown.Nearest));
                return [];
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // A tag that is ahead of the release is right, only not yet here.
    static void AddMoved(string message, IReadOnlyList<string> steps, SigmaTag tag, string now, DiagnosticLog log)
    {
        var way = $"{message}: {string.Join("; ", steps)}";
        if (steps.All(static step => step.Contains(" was ", StringComparison.Ordinal)))
        {
            log.Note("SIGMA126", tag.Location, way, tag.Text, "the tag is of a later release: use that one (merlon release fetch)");
        }
        else
        {
            log.Warn("SIGMA121", tag.Location, way, tag.Text, $"write {now}");
        }
    }

    string AdviceOf(TechniqueId id, string? nearest)
    {
        var last = release.Techniques.Select(static technique => technique.TechniqueId).Where(static one => !one.IsOwn).Max();
        return id.CompareTo(last) > 0 ? "it may be of a later release: use that one (merlon release fetch), or correct the id"
            : nearest is null ? "correct the id" : $"did you mean attack.{nearest.ToLowerInvariant()}?";
    }

    IEnumerable<string> CheckTactic(SigmaTag tag, DiagnosticLog log)
    {
        switch (release.Lineage.ResolveTactic(tag.Value))
        {
            case TacticResolution.Live live:
                return live.Tactics.Select(static tactic => tactic.Shortname).Distinct(StringComparer.Ordinal);
            case TacticResolution.Moved moved:
                var now = moved.Tactics.Select(static tactic => tactic.Shortname).Distinct(StringComparer.Ordinal).ToList();
                AddMoved($"the tactic has another name in ATT&CK {release.Version}", moved.Steps, tag, string.Join(" or ", now.Select(static name => $"attack.{name}")), log);
                return now;
            case TacticResolution.Unknown unknown:
                log.Warn("SIGMA123", tag.Location, $"ATT&CK {release.Version} knows no such tactic, group or software", tag.Text, unknown.Nearest is { } nearest ? $"did you mean attack.{nearest}?" : "name a tactic by its shortname, a group or software by its id");
                return [];
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    void CheckObject(string id, SigmaTag tag, DiagnosticLog log)
    {
        if (!release.TryFind(id, out var found))
        {
            log.Warn("SIGMA120", tag.Location, $"ATT&CK {release.Version} has nothing of this id", tag.Text, "correct the id");
        }
        else if (!found.IsLive)
        {
            var successor = release.Lineage.SuccessorOf(found);
            log.Warn(
                successor is null ? "SIGMA122" : "SIGMA121", tag.Location, $"{found.Name} is no longer part of ATT&CK {release.Version}", tag.Text,
                successor is null ? "take the tag out" : $"write attack.{successor.Id.ToLowerInvariant()} ({successor.Name})");
        }
    }

    void CheckFit(List<(Technique Technique, SigmaTag Tag)> techniques, List<(string Shortname, SigmaTag Tag)> tactics, DiagnosticLog log)
    {
        foreach (var (technique, tag) in techniques.DistinctBy(static pair => pair.Tag.Text, StringComparer.Ordinal))
        {
            var possible = TacticsOf(technique);
            if (possible.Count > 0 && !tactics.Exists(tactic => possible.Contains(tactic.Shortname)))
            {
                log.Note("SIGMA124", tag.Location, $"no tag names a tactic of {technique.Id} {technique.Name}", tag.Text, $"add {string.Join(" or ", possible.Order(StringComparer.Ordinal).Select(static name => $"attack.{name}"))}");
            }
        }

        var covered = techniques.SelectMany(pair => TacticsOf(pair.Technique)).ToHashSet(StringComparer.Ordinal);
        foreach (var (shortname, tag) in tactics.Where(tactic => !covered.Contains(tactic.Shortname)))
        {
            log.Note("SIGMA125", tag.Location, $"no tag names a technique of the tactic {shortname}", tag.Text, "add the technique, or take the tactic out");
        }
    }

    HashSet<string> TacticsOf(Technique technique)
        => technique.Domains.Where(domain => release.Domains.Contains(domain, StringComparer.Ordinal))
            .SelectMany(domain => release.TacticsOf(technique, domain)).Select(static tactic => tactic.Shortname).ToHashSet(StringComparer.Ordinal);

    static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
