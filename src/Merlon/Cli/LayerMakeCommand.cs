using System.CommandLine;
using Merlon.Attack;
using Merlon.Layers;
using Merlon.Search;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon layer make</c>: a layer from what a release, or an assessment, says.</summary>
static class LayerMakeCommand
{
    static readonly string[] Overviews = ["groups", "software", "campaigns", "mitigations", "detections"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("make", "Make a layer from groups, campaigns, software, mitigations, data components, log sources, a count, a search or an assessment.")
        {
            Examples =
            [
                new("merlon layer make G0016 --out apt29.json", "What a group uses, with the procedures as comments where the release has texts."),
                new("merlon layer make APT29 'Wizard Spider' S0154 --out overlap.json", "Several at once: the score is how many of them use a technique."),
                new("merlon layer make --log-source WinEventLog:Sysmon --out sysmon.json", "What the analytics see that read a log source."),
                new("merlon layer make --overview detections --domain ics-attack --out detections.json", "How many analytics each technique of a domain has."),
                new("merlon layer make --search 'domain controller' --out found.json", "The techniques that a search finds."),
                new("merlon layer make --assessment merlon-out --view gap --out gap.json", "An assessment's gaps, coverage or threat."),
            ],
        };
        var subjects = new Argument<string[]>("SUBJECTS") { Description = "Ids, names or aliases of what to make it from.", Arity = ArgumentArity.ZeroOrMore };
        var logSources = OptionReading.Texts("--log-source", "Log source as ATT&CK names it; may be given several times.", "NAME");
        var overview = OptionReading.Word("--overview", $"Count for every technique: {string.Join(", ", Overviews)}.", "KIND", Overviews);
        var search = OptionReading.Text("--search", "Techniques that a search for words finds.", "WORDS");
        var assessment = OptionReading.Text("--assessment", "gaps.json of an assessment, or the folder that holds it.", "PATH");
        var view = OptionReading.Word("--view", "With --assessment: gap, coverage or threat (default: gap).", "VIEW", AssessmentScores.Views);
        var domain = OptionReading.Text("--domain", "Domain of the layer (default: every domain that has something, as an array).", "DOMAIN");
        var name = OptionReading.Text("--name", "Name of the layer.", "TEXT");
        var output = OptionReading.Text("--out", "File to write (default: standard output).", "PATH");
        command.Add(subjects);
        foreach (var option in (Option[])[logSources, overview, search, assessment, view, domain, name, output])
        {
            command.Add(option);
        }

        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var request = new Request(
                parse.GetValue(subjects) ?? [], parse.GetValue(logSources) ?? [], parse.GetValue(overview), parse.GetValue(search), parse.GetValue(assessment),
                parse.GetValue(view) ?? AssessmentScores.Views[0], parse.GetValue(domain), parse.GetValue(name));
            if (Complaint(request) is { } complaint)
            {
                return Task.FromResult(Failure.Refuse(terminal, complaint, "See merlon layer make --help."));
            }

            return Task.FromResult(choice.TryLoad(parse, terminal, out var release) && Layers(terminal, request, release) is { } layers
                ? LayerInput.Give(terminal, new LayerFile(layers, IsArray: layers.Count > 1), parse.GetValue(output), cancellationToken)
                : ExitCode.BadInput);
        });
        return command;
    }

    static string? Complaint(Request request)
    {
        var given = (request.Subjects.Length + request.LogSources.Length > 0 ? 1 : 0) + (request.Overview is null ? 0 : 1) + (request.Search is null ? 0 : 1) + (request.Assessment is null ? 0 : 1);
        return given switch
        {
            0 => "there is nothing to make a layer from: name a group, software, a mitigation …, or --log-source, --overview, --search, --assessment",
            1 => null,
            _ => "subjects, --overview, --search and --assessment exclude each other",
        };
    }

    static List<Layer>? Layers(Terminal terminal, Request request, AttackRelease release)
    {
        if (request.Domain is { } wanted && !release.Domains.Contains(wanted, StringComparer.Ordinal))
        {
            Failure.Refuse(terminal, $"ATT&CK {release.Version} as it is loaded has no domain '{wanted}'; it has {string.Join(", ", release.Domains)}");
            return null;
        }

        var make = Maker(terminal, request, release);
        if (make is null)
        {
            return null;
        }

        var domains = request.Domain is { } only ? [only] : release.Domains;
        var layers = domains.Select(make).OfType<Layer>().Where(static layer => layer.Techniques.Count > 0).ToList();
        if (layers.Count == 0)
        {
            Failure.Refuse(terminal, $"there is no technique to annotate in {string.Join(", ", domains)}");
            return null;
        }

        return [.. layers.Select(layer => request.Name is null ? layers.Count == 1 ? layer : layer with { Name = $"{layer.Name} ({layer.Domain})" } : layer with { Name = request.Name })];
    }

    /// <summary>What makes the layer of a domain; null when the request was refused.</summary>
    static Func<string, Layer?>? Maker(Terminal terminal, Request request, AttackRelease release)
    {
        if (request.Overview is { } kind)
        {
            var overview = (LayerOverview)Array.IndexOf(Overviews, kind);
            return domain => LayerMaking.Of(overview, domain, release);
        }

        if (request.Search is { } words)
        {
            var found = IndexedRelease.Of(release, progress: null).Search(new SearchQuery(words, SearchFilter.None, HitsMax: release.Objects.Count)).Hits.Select(static hit => hit.Found).OfType<Technique>()
                .Select(static technique => (technique, 1.0, "")).ToList();
            return domain => LayerMaking.Of($"search: {words}", found, 1, $"found by '{words}'", domain, release);
        }

        if (request.Assessment is { } path)
        {
            return AssessmentScores.Read(terminal, path, request.View, release) is { } scores
                ? domain => LayerMaking.Of(scores.Name, scores.Techniques, 100, scores.Meaning, domain, release)
                : null;
        }

        return LayerSubjects.Find(terminal, request.Subjects, release) is { } subjects && LayerSubjects.FindLogSources(terminal, request.LogSources, release) is { } logSources
            ? domain => LayerMaking.Of([.. subjects, .. logSources], domain, release)
            : null;
    }

    sealed record Request(
        string[] Subjects, string[] LogSources, string? Overview, string? Search, string? Assessment, string View, string? Domain, string? Name);
}
