using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>What a page of the guide shows: the file as it is, what it says, what was answered beside it, and the last judgement.</summary>
public sealed class GuideState
{
    GuideState() { }

    /// <summary>Which part of the guide is shown.</summary>
    public required string Step { get; init; }

    /// <summary>The organisation as it is written now.</summary>
    public required OrganisationText File { get; init; }

    /// <summary>Its tree; null where it cannot be read or is not there.</summary>
    public required YamlNode.Mapping? Root { get; init; }

    /// <summary>What it says; null where it says too little.</summary>
    public required Organisation? Organisation { get; init; }

    /// <summary>What is noticed in it.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>What its words are resolved against.</summary>
    public required OrganisationContext Context { get; init; }

    /// <summary>Answers that no file has a place for.</summary>
    public required IReadOnlyList<GuideAnswer> Answers { get; init; }

    /// <summary>The last assessment that was made; null before the first.</summary>
    public required GapAssessment? Assessment { get; init; }

    /// <summary>What all readers noticed at the last assessment.</summary>
    public required IReadOnlyList<Diagnostic> Noticed { get; init; }

    /// <summary>The newest versions of the file.</summary>
    public required IReadOnlyList<OrganisationVersion> Recent { get; init; }

    /// <summary>Sign-offs, newest first.</summary>
    public IReadOnlyList<SignOffRecord> SignOffs { get; init; } = [];

    /// <summary>Folders of the organisation that hold YAML files, relative to it.</summary>
    public IReadOnlyList<string> RuleFolders { get; init; } = [];

    /// <summary>The day that is judged, by the server's clock.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Reads it.</summary>
    internal static GuideState Of(OrganisationDesk desk, string step, Standing? standing)
    {
        var file = desk.Read();
        var resolved = file.IsThere ? desk.Resolve(file.Text) : new Parsed<Organisation>(null, []);
        return new GuideState
        {
            Step = step,
            File = file,
            Root = OrganisationDesk.TreeOf(file.Text) as YamlNode.Mapping,
            Organisation = resolved.Value,
            Diagnostics = resolved.Diagnostics,
            Context = desk.Context(),
            Answers = desk.Served.Team.GuideAnswers(),
            Assessment = standing?.Assessment,
            Noticed = standing?.Diagnostics ?? [],
            Recent = desk.Served.Team.OrganisationVersions(5),
            SignOffs = step is "sign-off" ? [.. desk.Served.Read(static workspace => workspace.ListSignOffs()).Reverse()] : [],
            RuleFolders = step is "rules" ? RuleUploads.FoldersOf(desk.Served) : [],
            Today = desk.Today,
        };
    }

    /// <summary>Entries of a list of the file, with their places.</summary>
    public IEnumerable<(int Index, YamlNode.Mapping Entry)> Entries(string key)
        => Root is not null && Root.TryFind(key, out var list) && list is YamlNode.Sequence sequence
            ? sequence.Items.Select(static (item, i) => (i, Item: item as YamlNode.Mapping)).Where(static one => one.Item is not null).Select(static one => (one.i, one.Item!)) // filtered a call before
            : [];

    /// <summary>The mapping at a path of the file; null where there is none.</summary>
    public YamlNode.Mapping? MappingAt(params object[] path)
        => Root is not null && YamlTree.TryFind(Root, path.Aggregate(YamlPath.Root, static (at, step) => step is int index ? at[index] : at[(string)step]), out var found) ? found as YamlNode.Mapping : null;

    /// <summary>Words of a list of the file, as written.</summary>
    public IReadOnlyList<string> Words(string key) => Root is null ? [] : WordsOf(Root, key);

    /// <summary>Words below a key: one word is a list of one.</summary>
    public static IReadOnlyList<string> WordsOf(YamlNode.Mapping entry, string key) => entry.TryFind(key, out var value) ? value switch
    {
        YamlNode.Sequence sequence => [.. sequence.Items.OfType<YamlNode.Scalar>().Select(static word => word.Text)],
        YamlNode.Scalar { IsNull: false } scalar => [scalar.Text],
        _ => [],
    } : [];

    /// <summary>A text below a key; empty where there is none.</summary>
    public static string TextOf(YamlNode.Mapping? entry, string key) => entry is not null && entry.TryFind(key, out var value) && value is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text : "";

    /// <summary>Names of the scopes as the file has them.</summary>
    public IReadOnlyList<string> ScopeNames => [.. Entries("scopes").Select(static one => TextOf(one.Entry, "name")).Where(static name => name.Length > 0)];

    /// <summary>What was answered to a step, or to one of its subjects.</summary>
    public string AnswerTo(string step, string subject = "") => Answers.FirstOrDefault(answer => answer.Step == step && answer.Subject == subject)?.Answer ?? "";

    /// <summary>How a step stands: <c>done</c>, <c>unknown</c>, <c>skipped</c> or <c>open</c>.</summary>
    public string StateOf(string step)
    {
        if (step is "sign-off" or "review")
        {
            return AnswerTo(step) is { Length: > 0 } said ? said : "open";
        }

        var isThere = GuideSteps.KeysOf(step).Except(["name", "domains", "platforms"], StringComparer.Ordinal).Any(key => Words(key).Count > 0 || Entries(key).Any() || Root?.TryFind(key, out var value) == true && value is YamlNode.Mapping { Entries.Count: > 0 });
        return isThere ? "done" : AnswerTo(step) is { Length: > 0 } answer ? answer : "open";
    }

    /// <summary>Groups and why they may come, most relevant first.</summary>
    public IReadOnlyList<GroupRelevance> Likely()
    {
        var groups = Organisation?.Groups ?? [];
        ThreatQuestion question = new(Organisation?.Sectors ?? [], Organisation?.Regions ?? [], Organisation?.Platforms ?? [], Organisation?.Domains ?? [], groups, Today);
        return ThreatProfile.Of(Context.Release, Context.Sectors, question, ThreatParameters.Default).LikelyGroups;
    }

    /// <summary>Platforms of the organisation's domains as ATT&amp;CK names them.</summary>
    public IReadOnlyList<string> Platforms()
    {
        var domains = Organisation?.Domains ?? ["enterprise-attack"];
        return [.. Context.Release.Techniques.Where(technique => technique.IsLive && technique.Domains.Any(domain => domains.Contains(domain, StringComparer.Ordinal)))
            .SelectMany(static technique => technique.Platforms).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Mitigations of the organisation's domains with the share of the threat that they bear on, heaviest first.</summary>
    public IReadOnlyList<(Mitigation Mitigation, double Weight, int Techniques)> Mitigations()
    {
        var domains = Organisation?.Domains ?? ["enterprise-attack"];
        return
        [
            .. Context.Release.All<Mitigation>().Where(mitigation => mitigation.IsLive && mitigation.Domains.Any(domain => domains.Contains(domain, StringComparer.Ordinal)))
                .Select(mitigation => (mitigation, Techniques: Context.Release.TechniquesOf(mitigation)))
                .Select(one => (one.mitigation, one.Techniques.Sum(technique => Assessment?.Profile.WeightOf(technique.TechniqueId) ?? 1), one.Techniques.Count))
                .OrderByDescending(static one => one.Item2).ThenBy(static one => one.mitigation.Id, StringComparer.Ordinal),
        ];
    }
}
