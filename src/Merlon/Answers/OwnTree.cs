using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Changes of an organisation's own knowledge as trees of YAML: what a source file would say, made from options or a form.</summary>
static class OwnTree
{
    /// <summary>A tree of options as a source file would have it; null values are left out.</summary>
    public static YamlNode.Mapping Mapping(params (string Key, YamlNode? Value)[] entries)
        => new([.. entries.Where(static entry => entry.Value is not null).Select(static entry => KeyValuePair.Create(Text(entry.Key), entry.Value ?? Text("")))], default);

    /// <summary>A text, never taken for anything else.</summary>
    public static YamlNode.Scalar Text(string text) => new(text, IsPlain: false, default);

    /// <summary>Several values in order.</summary>
    public static YamlNode.Sequence List(params YamlNode[] items) => new(items, default);

    /// <summary>An entry for an object that is there: an own one under its kind, a published one under <c>changes</c>.</summary>
    public static YamlNode.Mapping Edit(string id, YamlNode.Mapping given, OwnChangeInput input)
    {
        var entry = new YamlNode.Mapping([KeyValuePair.Create(Text("id"), (YamlNode)Text(id)), .. given.Entries], default);
        var kind = input.Collection is { } collection && collection.TryFind(id, out var own) && !own.IsChange ? OwnKind.OfType(own.Type) : null;
        return Mapping((kind?.Key ?? "changes", List(entry)));
    }

    /// <summary>Applies a tree to the collection.</summary>
    public static Parsed<OwnCollection> Apply(YamlNode root, string document, OwnChangeInput input, VersionStep step)
        => OwnSource.Apply(root, document, new OwnSourceContext(input.Collection, input.Release, input.Now, step), ReadLimits.Default);

    /// <summary>Begins a collection where there is none.</summary>
    public static Parsed<OwnCollection> Begin(OwnChangeInput input, string name, OwnPrefix prefix, string publisher)
        => input.Collection is { } known
            ? new Parsed<OwnCollection>(null, [new Diagnostic(
                "OWN002", Severity.Error, known.Head.Name, SourceLocation.Whole, $"the workspace has a collection already, with the prefix {known.Head.Prefix}; it was not touched",
                Advice: "add to it with merlon extend add or import, or use --workspace DIR for another")])
            : Math.Max(name.Length, publisher.Length) > OwnCollection.NameCharsMax
                ? new Parsed<OwnCollection>(null, [new Diagnostic(
                    "OWN016", Severity.Error, name.Length > publisher.Length ? "name" : "publisher", SourceLocation.Whole,
                    $"the names of a collection and its publisher have at most {OwnCollection.NameCharsMax} characters; nothing was begun", Diagnostic.ExcerptOf(name.Length > publisher.Length ? name : publisher))])
                : new Parsed<OwnCollection>(OwnCollection.Begin(name, prefix, publisher, input.Now), []);

    /// <summary>Decides conflicts of an entry.</summary>
    /// <param name="input">What it begins with.</param>
    /// <param name="word">The entry.</param>
    /// <param name="field">The field; null for all of the entry.</param>
    /// <param name="choice"><c>mine</c>, <c>theirs</c>, or anything else for <paramref name="value"/>.</param>
    /// <param name="value">Another value, as JSON.</param>
    public static Parsed<OwnCollection> Resolve(OwnChangeInput input, string word, string? field, string choice, string? value)
    {
        if (input.Collection is not { } own || !own.TryFind(word, out var entry))
        {
            return Refused(word, "the collection has no such object");
        }

        var wanted = entry.Conflicts.Where(c => field is null || string.Equals(c.Field, field, StringComparison.Ordinal)).ToList();
        if (wanted.Count == 0)
        {
            var there = string.Join(", ", entry.Conflicts.Select(static c => c.Field));
            return Refused(word, field is null ? $"{entry} has no conflict" : $"{entry} has no conflict in {field}; there is {(there.Length > 0 ? there : "none")}");
        }

        foreach (var conflict in wanted)
        {
            var taken = choice switch { Mine => null, Theirs => conflict.Theirs, _ => value };
            if (!own.TryResolve(entry.StixId, conflict.Field, taken, input.Now, out var resolved))
            {
                return Refused(word, "the file is not JSON");
            }

            own = resolved;
        }

        return new Parsed<OwnCollection>(own, []);
    }

    /// <summary>Words of a decision.</summary>
    public const string Mine = "mine", Theirs = "theirs";

    static Parsed<OwnCollection> Refused(string word, string message)
        => new(null, [new Diagnostic("OWN012", Severity.Error, word, SourceLocation.Whole, message, Advice: "merlon extend conflicts lists what is open")]);
}
