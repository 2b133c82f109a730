using Merlon.Attack;
using Merlon.Costs;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>The ledger's files, loss scenarios and attack flows.</summary>
sealed partial class OrganisationReader
{
    const decimal FrequencyMax = 365;

    /// <summary>Reads scenarios from a file of their own: the same keys below <c>scenarios</c>.</summary>
    public IReadOnlyList<LossScenario> ScenariosOf(YamlNode.Mapping root, IReadOnlyList<string> ofDomains)
    {
        domains = ofDomains;
        return Scenarios(new OrganisationFields(root, "", ["merlon", "scenarios"], log));
    }

    OrganisationWorth Worth(OrganisationFields file) => new(Paths(file, "ledger"), Scenarios(file), Paths(file, "benefit"), Paths(file, "flows"));

    static IReadOnlyList<LedgerPath> Paths(OrganisationFields file, string key)
        => [.. file.Words(key).Select(static word => new LedgerPath(word.Text, word.Location)).DistinctBy(static path => path.Path, StringComparer.Ordinal)];

    List<LossScenario> Scenarios(OrganisationFields file)
    {
        var read = new List<LossScenario>();
        foreach (var entry in file.Entries("scenarios", OrganisationKeys.Scenario, OrganisationLimits.ScenariosMax))
        {
            if (ScenarioOf(entry) is not { } scenario)
            {
                continue;
            }

            if (read.Exists(one => string.Equals(one.Name, scenario.Name, StringComparison.Ordinal)))
            {
                log.Warn("ORG025", entry.LocationOf("name"), $"the scenario {scenario.Name} is there already; this one was left out");
                continue;
            }

            read.Add(scenario);
        }

        return read;
    }

    LossScenario? ScenarioOf(OrganisationFields entry)
    {
        if (entry.RequiredText("name", "a scenario") is not { } name)
        {
            return null;
        }

        var distribution = entry.Has("distribution") ? entry.Choice("distribution", OrganisationKeys.ScenarioDistributions) : 0;
        var counts = entry.Has("counts") ? entry.Choice("counts", OrganisationKeys.ScenarioCounts) : 0;
        var alternatives = entry.Has("alternatives") ? entry.Choice("alternatives", OrganisationKeys.ScenarioAlternatives) : 0;
        if (distribution is null || counts is null || alternatives is null
            || RangeOf(entry, "frequency", FrequencyMax, distribution == 1) is not { } frequency
            || RangeOf(entry, "magnitude", OrganisationLimits.AmountMax, distribution == 1) is not { } magnitude)
        {
            log.Warn("ORG030", entry.Location, $"the scenario {name} was left out, because its numbers are not certain", excerpt: null, "give frequency and magnitude as {low: …, likely: …, high: …}");
            return null;
        }

        var steps = StepsOf(entry);
        var flow = entry.Text("flow") is { } path ? new LedgerPath(path, entry.LocationOf("flow")) : null;
        if (steps.Count == 0 && flow is null)
        {
            log.Warn("ORG030", entry.Location, $"the scenario {name} names no technique, group or flow that is known; it was left out");
            return null;
        }

        return new LossScenario
        {
            Name = name,
            Frequency = frequency,
            Magnitude = magnitude,
            Distribution = (LossDistribution)distribution.Value,
            Counts = (LossCount)counts.Value,
            Steps = steps,
            Flow = steps.Count == 0 ? flow : null,
            TakesBestAlternative = alternatives == 1,
            Dependence = (double)(entry.Number("dependence", 0, 1) ?? 0.5m),
            Source = entry.Text("source") ?? "",
            Note = entry.Text("note") ?? "",
            Location = entry.Location,
            Document = log.Document,
        };
    }

    LossRange? RangeOf(OrganisationFields entry, string key, decimal most, bool isLognormal)
    {
        if (!entry.Has(key) || entry.Mapping(key) is not { } mapping)
        {
            return null;
        }

        var range = new OrganisationFields(mapping, entry.PathOf(key), OrganisationKeys.ScenarioRange, log);
        if (range.Number("low", 0, most) is not { } low || range.Number("high", 0, most) is not { } high)
        {
            return null;
        }

        if (isLognormal)
        {
            if (low <= 0 || high < low)
            {
                log.Warn("ORG006", range.Location, $"a lognormal {key} goes from a low above 0 to a high");
                return null;
            }

            return new((double)low, Math.Sqrt((double)low * (double)high), (double)high);
        }

        var likely = range.Has("likely") ? range.Number("likely", 0, most) : (low + high) / 2;
        if (likely is null || low > likely || likely > high)
        {
            log.Warn("ORG006", range.Location, $"{key} goes from low over likely to high");
            return null;
        }

        return new((double)low, (double)likely.Value, (double)high);
    }

    /// <summary>Steps as written under <c>path</c> (each a technique, or alternatives parted by a bar), else made from techniques and groups, a step for each tactic.</summary>
    IReadOnlyList<LossStep> StepsOf(OrganisationFields entry)
    {
        var steps = new List<LossStep>();
        foreach (var word in entry.Words("path"))
        {
            var alternatives = word.Text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(one => words.Techniques(new OrganisationWord(one, word.Location))).DistinctBy(static one => one.TechniqueId).ToArray();
            if (alternatives.Length > 0)
            {
                steps.Add(new(alternatives, word.Text));
            }
        }

        return steps.Count > 0 ? steps : LossPaths.ByTactic(context.Release, domains, [.. NamedTechniques(entry)]);
    }

    IEnumerable<Technique> NamedTechniques(OrganisationFields entry)
    {
        foreach (var word in entry.Words("techniques"))
        {
            foreach (var technique in words.Techniques(word))
            {
                yield return technique;
            }
        }

        foreach (var word in entry.Words("groups"))
        {
            if (words.Group(word) is { } group)
            {
                foreach (var use in context.Release.TechniquesOf(group))
                {
                    yield return use.Technique;
                }
            }
        }
    }
}
