using System.CommandLine;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>The options by which <c>merlon list</c> is told what to list.</summary>
sealed class ListOptions
{
    readonly Option<string[]> domains = OptionReading.Texts("--domain", "Of this domain, such as ics-attack or ics. Filters all have to hold; of one that is repeated, one.", "DOMAIN");
    readonly Option<string[]> platforms = OptionReading.Texts("--platform", "Of this platform.", "PLATFORM");
    readonly Option<string[]> tactics = OptionReading.Texts("--tactic", "Of this tactic, by id or name.", "TACTIC");
    readonly Option<string[]> logSources = OptionReading.Texts("--log-source", "Seen by this log source; WinEventLog means all of WinEventLog:….", "NAME");
    readonly List<(Option<string[]> Option, string Kind)> relations = [];
    readonly Option<string?> text = OptionReading.Text("--text", "Has all these words, as merlon search finds them.", "WORDS");
    readonly Option<DateOnly?> changedAfter = OptionReading.Day("--changed-after", "Changed on this day or later (UTC).");
    readonly Option<DateOnly?> createdAfter = OptionReading.Day("--created-after", "Created on this day or later (UTC).");
    readonly Option<bool> unused = Flag("--unused", "Techniques and software that no group uses, directly or through an attributed campaign; of other kinds what has no technique.");
    readonly Option<bool> subTechniques = Flag("--sub-techniques", "Sub-techniques only.");
    readonly Option<bool> noSubTechniques = Flag("--no-sub-techniques", "Techniques that are no sub-techniques.");
    readonly Option<bool> withoutDetection = Flag("--without-detection", "Techniques without detection strategy or data component.");
    readonly Option<bool> withoutMitigation = Flag("--without-mitigation", "Techniques without mitigation.");
    readonly Option<bool> includeDead = Flag("--include-dead", "Revoked and deprecated objects too.");

    /// <summary>Adds them to a command.</summary>
    public ListOptions(Command command)
    {
        foreach (var kind in ListRequest.RelatedKinds)
        {
            relations.Add((OptionReading.Texts("--" + kind, $"Related to this {kind.Replace('-', ' ')}, by id, name or alias.", "NAME"), kind));
        }

        foreach (var option in (Option[])[domains, platforms, tactics, .. relations.Select(static relation => relation.Option), logSources, text, changedAfter, createdAfter,
            unused, subTechniques, noSubTechniques, withoutDetection, withoutMitigation, includeDead])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether the words of the release are asked for.</summary>
    public bool NeedsIndex(ParseResult parse) => parse.GetValue(text) is not null;

    /// <summary>The first option that a list of pairs does not take, or null.</summary>
    public string? NotOfPairs(ParseResult parse)
    {
        Option[] taken = [domains, relations[0].Option, relations[1].Option];
        Option[] all = [domains, platforms, tactics, .. relations.Select(static relation => relation.Option), logSources, text, changedAfter, createdAfter,
            unused, subTechniques, noSubTechniques, withoutDetection, withoutMitigation, includeDead];
        return all.Except(taken).FirstOrDefault(option => parse.GetResult(option) is { Implicit: false })?.Name;
    }

    /// <summary>The domains, techniques and groups that were given, for a list of pairs; null when one was refused.</summary>
    public (IReadOnlyList<string> Domains, IReadOnlyList<Technique> Techniques, IReadOnlyList<Group> Groups)? PairsIn(ParseResult parse, Terminal terminal, AttackRelease release)
    {
        var read = new ObjectFilter(release, (message, advice) => Failure.Refuse(terminal, message, advice));
        var found = (
            read.Domains("--domain", parse.GetValue(domains) ?? []),
            read.Objects<Technique>("--technique", parse.GetValue(relations[0].Option) ?? [], "technique"),
            read.Objects<Group>("--group", parse.GetValue(relations[1].Option) ?? [], "group"));
        return read.IsWhole ? found : null;
    }

    /// <summary>What was asked for.</summary>
    public ListRequest RequestIn(ParseResult parse) => new()
    {
        Domains = parse.GetValue(domains) ?? [],
        Platforms = parse.GetValue(platforms) ?? [],
        Tactics = parse.GetValue(tactics) ?? [],
        Related = relations.Where(relation => parse.GetValue(relation.Option) is { Length: > 0 })
            .ToDictionary(static relation => relation.Kind, relation => (IReadOnlyList<string>)(parse.GetValue(relation.Option) ?? []), StringComparer.Ordinal),
        LogSources = parse.GetValue(logSources) ?? [],
        Text = parse.GetValue(text),
        ChangedAfter = parse.GetValue(changedAfter),
        CreatedAfter = parse.GetValue(createdAfter),
        IsUnused = parse.GetValue(unused),
        IsSubTechnique = parse.GetValue(subTechniques),
        IsNoSubTechnique = parse.GetValue(noSubTechniques),
        IsWithoutDetection = parse.GetValue(withoutDetection),
        IsWithoutMitigation = parse.GetValue(withoutMitigation),
        IncludesDead = parse.GetValue(includeDead),
    };

    static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
