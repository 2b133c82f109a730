using Merlon.Documents;
using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>The lists of what the organisation has: log sources, mitigations, controls, rules, tests.</summary>
sealed partial class OrganisationReader
{
    List<CollectedLogSource> LogSources(OrganisationFields file)
    {
        var read = new List<CollectedLogSource>();
        var seen = new SeenInScopes(log);
        foreach (var entry in file.Entries("log_sources", OrganisationKeys.LogSource, OrganisationLimits.EntriesMax))
        {
            if (entry.RequiredText("source", "a log source") is not { } word
                || words.LogSource(new OrganisationWord(word, entry.LocationOf("source"))) is not { } found
                || !TryScopes(entry, out var within)
                || !TryEventIds(entry, out var eventIds))
            {
                continue;
            }

            var quality = Quality(entry);
            var share = entry.Has("devices") ? entry.Percent("devices") : quality?.Of(QualityDimension.Device)?.Share ?? 1;
            if (share is null)
            {
                log.Warn("ORG030", entry.Location, $"{word} was left out, because nobody knows on how many devices it is collected");
                continue;
            }

            var source = new CollectedLogSource(
                word, found.Kind, found.AttackNames, eventIds, within, share.Value, entry.Date("since", asOf), entry.Text("owner") ?? "", entry.Location)
            {
                Quality = quality,
                RetentionDays = Days(entry),
            };
            if (!seen.TryAdd($"{source.KeyOf()} {string.Join(',', found.AttackNames)}", word, within, entry.Location))
            {
                continue;
            }

            NoteScopesWithout(source);
            read.Add(source);
        }

        return read;
    }

    /// <summary>Says when a source is claimed for a scope on whose platforms it does not exist: it says nothing there.</summary>
    void NoteScopesWithout(CollectedLogSource source)
    {
        var fitting = scopes.Where(source.IsCollectedIn).Select(static s => s.Name).ToArray();
        if (source.Scopes.Count == 0 && fitting.Length == 0)
        {
            log.Warn("ORG032", source.Location, $"no scope has a platform on which {source.Source} exists ({PlatformsOf(source)}); it counts nowhere");
        }

        foreach (var name in source.Scopes.Except(fitting, StringComparer.Ordinal))
        {
            log.Warn("ORG032", source.Location, $"the scope {name} has no platform on which {source.Source} exists ({PlatformsOf(source)}); it does not count there");
        }
    }

    static string PlatformsOf(CollectedLogSource source) => string.Join(", ", source.Kind?.Platforms ?? []);

    bool TryEventIds(OrganisationFields entry, out IReadOnlyList<int> eventIds)
    {
        var ids = new SortedSet<int>();
        var written = entry.Words("event_ids");
        foreach (var word in written)
        {
            if (int.TryParse(word.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
                && id <= OrganisationLimits.EventIdMax)
            {
                ids.Add(id);
            }
            else
            {
                log.Warn("ORG006", word.Location, $"an event id is a number from 0 to {OrganisationLimits.EventIdMax}; {OrganisationFields.Quoted(word.Text)} was left out");
            }
        }

        eventIds = [.. ids];
        if (written.Count == 0 || ids.Count > 0)
        {
            return true;
        }

        // An empty list would mean all events: more than anybody wrote.
        log.Warn("ORG030", entry.Location, "none of the event ids could be read, so the log source was left out");
        return false;
    }

    List<DeclaredMitigation> Mitigations(OrganisationFields file)
    {
        var read = new List<DeclaredMitigation>();
        var seen = new SeenInScopes(log);
        foreach (var entry in file.Entries("mitigations", OrganisationKeys.Mitigation, OrganisationLimits.EntriesMax))
        {
            if (entry.RequiredText("mitigation", "a mitigation") is not { } word
                || words.Mitigation(new OrganisationWord(word, entry.LocationOf("mitigation"))) is not { } mitigation
                || ReadDegree(entry, mitigation.ToString()) is not { } degree
                || !TryScopes(entry, out var within)
                || !seen.TryAdd(mitigation.StixId, mitigation.ToString(), within, entry.Location))
            {
                continue;
            }

            read.Add(new DeclaredMitigation(mitigation, degree, within, entry.Date("since", asOf), entry.Text("owner") ?? "", entry.Location));
        }

        return read;
    }

    List<DeclaredControl> Controls(OrganisationFields file)
    {
        var read = new List<DeclaredControl>();
        var seen = new SeenInScopes(log);
        foreach (var entry in file.Entries("controls", OrganisationKeys.Control, OrganisationLimits.EntriesMax))
        {
            if (entry.RequiredText("framework", "a control") is not { } word
                || words.Framework(new OrganisationWord(word, entry.LocationOf("framework"))) is not { } framework)
            {
                continue;
            }

            var written = entry.Words("control").Concat(entry.Words("controls")).ToArray();
            if (written.Length == 0)
            {
                log.Warn("ORG030", entry.Location, "a control needs control or controls; the entry was left out");
                continue;
            }

            if (ReadDegree(entry, $"{framework.Id} {string.Join(", ", written.Select(static w => w.Text))}") is not { } degree || !TryScopes(entry, out var within))
            {
                continue;
            }

            var since = entry.Date("since", asOf);
            foreach (var control in written)
            {
                if (words.Control(framework, control) is { } id && seen.TryAdd($"{framework.Id} {id}", $"{framework.Id} {id}", within, control.Location))
                {
                    read.Add(new DeclaredControl(framework.Id, id, degree, within, since, entry.Text("owner") ?? "", control.Location));
                }
            }
        }

        return read;
    }

    Degree? ReadDegree(OrganisationFields entry, string what)
    {
        var choice = entry.Choice("degree", OrganisationKeys.Degrees);
        if (choice is null)
        {
            log.Warn(
                "ORG030", entry.LocationOf("degree"), $"{what} has no degree that can be read; the entry was left out", excerpt: null,
                $"write degree: and one of {string.Join(", ", OrganisationKeys.Degrees)}");
            return null;
        }

        return (Degree)choice.Value;
    }

    List<RuleFolder> Rules(OrganisationFields file)
    {
        var read = new List<RuleFolder>();
        foreach (var entry in file.Entries("rules", OrganisationKeys.Rules, OrganisationLimits.EntriesMax))
        {
            if (entry.RequiredText("path", "a rules folder") is not { } path || !TryScopes(entry, out var within))
            {
                continue;
            }

            var state = entry.Has("state") ? entry.Choice("state", OrganisationKeys.RuleStates) : 0;
            if (state is null)
            {
                log.Warn("ORG030", entry.Location, $"the rules in {path} were taken as available, not as deployed");
            }

            if (read.Exists(r => string.Equals(r.Path, path, StringComparison.Ordinal)))
            {
                log.Warn("ORG025", entry.LocationOf("path"), $"the folder {path} is there already; this entry was left out");
                continue;
            }

            read.Add(new RuleFolder(path, state == 0, within, entry.Location));
        }

        return read;
    }

    List<RecordedTest> Tests(OrganisationFields file)
    {
        var read = new List<RecordedTest>();
        foreach (var entry in file.Entries("tests", OrganisationKeys.Test, OrganisationLimits.TestsMax))
        {
            if (entry.RequiredText("technique", "a test") is not { } word
                || words.Techniques(new OrganisationWord(word, entry.LocationOf("technique"))) is not { Count: > 0 } techniques)
            {
                continue;
            }

            var outcome = entry.Choice("outcome", OrganisationKeys.Outcomes);
            var date = entry.Date("date", asOf);
            if (outcome is null || date is null)
            {
                var lacking = outcome is null ? "outcome" : "date";
                log.Warn("ORG030", entry.LocationOf(lacking), $"a test of {word} needs {lacking}; it was left out");
                continue;
            }

            if (!TryScopes(entry, out var within))
            {
                continue;
            }

            var test = new RecordedTest(techniques, word, (Outcome)outcome.Value, date.Value, within, entry.Text("name") ?? "", entry.Location);
            test = WithDetails(test, entry);
            if (read.Exists(t => IsSame(t, test)))
            {
                log.Warn("ORG025", entry.Location, $"this test of {word} is there already; the entry was left out");
                continue;
            }

            read.Add(test);
        }

        return read;
    }

    static bool IsSame(RecordedTest left, RecordedTest right) => left.Date == right.Date
        && left.Outcome == right.Outcome
        && string.Equals(left.TechniqueAsWritten, right.TechniqueAsWritten, StringComparison.OrdinalIgnoreCase)
        && string.Equals(left.Name, right.Name, StringComparison.Ordinal)
        && left.Scopes.SequenceEqual(right.Scopes, StringComparer.Ordinal);

    /// <summary>
    /// The scopes that an entry names, empty for all. False (said) when it names some and none is known: the entry is then left
    /// out, because an empty list would claim it for the whole organisation.
    /// </summary>
    bool TryScopes(OrganisationFields entry, out IReadOnlyList<string> within)
    {
        var written = entry.Words("scopes");
        within = Resolved(written, w => words.Scope(w, scopes));
        if (written.Count == 0 && !entry.Has("scopes") || within.Count > 0)
        {
            return true;
        }

        log.Warn("ORG030", entry.LocationOf("scopes"), "none of the scopes is known, so the entry was left out", excerpt: null, "leave scopes away to speak for all");
        return false;
    }

    /// <summary>What was declared already in which scopes, so that the same thing is not said twice for one.</summary>
    sealed class SeenInScopes(DiagnosticLog log)
    {
        readonly HashSet<(string Key, string Scope)> seen = [];

        public bool TryAdd(string key, string what, IReadOnlyList<string> within, SourceLocation location)
        {
            IReadOnlyList<string> keys = within.Count == 0 ? [""] : within;
            if (keys.FirstOrDefault(s => seen.Contains((key, s))) is { } twice)
            {
                var where = twice.Length == 0 ? "the whole organisation" : twice;
                log.Warn("ORG025", location, $"{what} is there already for {where}; this entry was left out");
                return false;
            }

            foreach (var scope in keys)
            {
                seen.Add((key, scope));
            }

            return true;
        }
    }
}
