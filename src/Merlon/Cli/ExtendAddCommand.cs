using System.CommandLine;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon extend add</c>: one own object, relationship or note from options.</summary>
static class ExtendAddCommand
{
    const string Note = "note", Relationship = "relationship";

    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("add", "Add one object, relationship or note of your own.")
        {
            Examples =
            [
                new("merlon extend add technique --name \"Ask the night shift\" --tactic initial-access --platform Windows --description \"They call at night.\"", "A technique; the next free id is taken."),
                new("merlon extend add technique --name \"Ask by phone\" --parent HBT0001", "A sub-technique, under the tactics of its parent."),
                new("merlon extend add relationship --source HBG0001 --verb uses --target T1059.001 --description \"Seen in July.\"", "A procedure example."),
                new("merlon extend add note --on T1059.001 --title \"Where we stand\" --description \"Logged everywhere but in the lab.\"", "A note on a published technique."),
            ],
        };
        var type = OptionReading.Argument("TYPE", $"What it is: {string.Join(", ", OwnKind.All.Select(static kind => kind.Name))}, {Relationship}, {Note}.");
        var id = OptionReading.Text("--id", "Id with the collection's prefix (default: the next free one).", "ID");
        var source = OptionReading.Text("--source", "Of a relationship: the object that it is about.", "ID");
        var verb = OptionReading.Text("--verb", "Of a relationship: uses, mitigates, detects, targets, attributed-to, subtechnique-of, revoked-by.", "TYPE");
        var target = OptionReading.Text("--target", "Of a relationship: the object that it leads to.", "ID");
        var on = OptionReading.Texts("--on", "Of a note: what it is about; may be given several times.", "ID");
        var title = OptionReading.Text("--title", "Of a note: its title.", "TEXT");
        command.Add(type);
        command.Add(id);
        var fields = new ExtendFields(command);
        command.Add(source);
        command.Add(verb);
        command.Add(target);
        command.Add(on);
        command.Add(title);
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var word = parse.GetRequiredValue(type).Trim();
            if (fields.Read(parse, terminal) is not { } given)
            {
                return ExitCode.BadInput;
            }

            YamlNode.Mapping? root = null;
            if (OwnKind.Find(word) is { } kind)
            {
                root = OwnTree.Mapping((kind.Key, OwnTree.List(With(given, "id", parse.GetValue(id)))));
            }
            else if (string.Equals(word, Relationship, StringComparison.OrdinalIgnoreCase))
            {
                var stated = With(With(With(given, "source", parse.GetValue(source)), "type", parse.GetValue(verb)), "target", parse.GetValue(target));
                root = OwnTree.Mapping(("relationships", OwnTree.List(stated)));
            }
            else if (string.Equals(word, Note, StringComparison.OrdinalIgnoreCase))
            {
                var about = new YamlNode.Sequence([.. (parse.GetValue(on) ?? []).Select(OwnTree.Text)], default);
                var text = given.TryFind("description", out var said) ? said : null;
                root = OwnTree.Mapping(("notes", OwnTree.List(OwnTree.Mapping(("on", about.Items.Count > 0 ? about : null), ("title", parse.GetValue(title) is { } titled ? OwnTree.Text(titled) : null), ("text", text)))));
            }

            if (root is null)
            {
                var words = OwnKind.All.Select(static one => one.Name).Append(Relationship).Append(Note).ToList();
                return Failure.Refuse(terminal, $"there is no type '{word}'{(Spelling.Nearest(word, words) is { } nearest ? $"; did you mean '{nearest}'?" : "")}", $"There is {string.Join(", ", words)}");
            }

            var name = given.TryFind("name", out var named) && named is YamlNode.Scalar scalar ? $"{word} {scalar.Text}" : word;
            return ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("add", name), parse.GetValue(json),
                input => ExtendFields.Apply(root, input, VersionStep.Minor));
        });
        return command;
    }

    static YamlNode.Mapping With(YamlNode.Mapping mapping, string key, string? value)
        => value is null ? mapping : new YamlNode.Mapping([KeyValuePair.Create(OwnTree.Text(key), (YamlNode)OwnTree.Text(value)), .. mapping.Entries], default);
}

/// <summary>The options that say what an object is, as a source file's entry.</summary>
sealed class ExtendFields
{
    readonly Option<string?> name = OptionReading.Text("--name", "Its name.", "TEXT");
    readonly Option<string?> description = OptionReading.Text("--description", "Its description, in ATT&CK's Markdown.", "TEXT");
    readonly Option<string?> descriptionFile = OptionReading.Text("--description-file", "File that holds the description.", "FILE");
    readonly Option<string[]> tactics = OptionReading.Texts("--tactic", "Tactic of a technique; may be given several times.", "TACTIC");
    readonly Option<string[]> platforms = OptionReading.Texts("--platform", "Platform; may be given several times.", "PLATFORM");
    readonly Option<string[]> aliases = OptionReading.Texts("--alias", "Other name of a group, software or campaign; may be given several times.", "NAME");
    readonly Option<string[]> domains = OptionReading.Texts("--domain", "Domain such as ics-attack; may be given several times.", "DOMAIN");
    readonly Option<string?> parent = OptionReading.Text("--parent", "Makes a technique a sub-technique of this one.", "ID");
    readonly Option<string[]> references = OptionReading.Texts("--reference", "Cited source, as NAME or NAME=ADDRESS; may be given several times.", "SOURCE");
    readonly Option<string[]> sets = OptionReading.Texts("--set", "Any other key of own.yaml, with its value in YAML; may be given several times.", "KEY=VALUE");

    public ExtendFields(Command command)
    {
        foreach (Option option in new Option[] { name, description, descriptionFile, tactics, platforms, aliases, domains, parent, references, sets })
        {
            command.Add(option);
        }
    }

    /// <summary>Applies a tree of options to the collection.</summary>
    public static Parsed<OwnCollection> Apply(YamlNode root, OwnChangeInput input, VersionStep step)
        => OwnTree.Apply(root, "command line", input, step);

    /// <summary>The entry; null where an option cannot be read, which was said.</summary>
    public YamlNode.Mapping? Read(ParseResult parse, Terminal terminal)
    {
        List<KeyValuePair<YamlNode.Scalar, YamlNode>> entries = [];
        AddText("name", parse.GetValue(name));
        var text = parse.GetValue(description);
        if (parse.GetValue(descriptionFile) is { } file)
        {
            if (!File.Exists(file) || new FileInfo(file).Length > ReadLimits.Default.YamlBytesMax)
            {
                Failure.Refuse(terminal, $"{file} is not there or is larger than {ReadLimits.Default.YamlBytesMax} bytes");
                return null;
            }

            text = File.ReadAllText(file);
        }

        AddText("description", text);
        AddTexts("domains", parse.GetValue(domains));
        AddTexts("tactics", parse.GetValue(tactics));
        AddTexts("platforms", parse.GetValue(platforms));
        AddTexts("aliases", parse.GetValue(aliases));
        AddText("parent", parse.GetValue(parent));
        if (parse.GetValue(references) is { Length: > 0 } cited)
        {
            Add("references", new YamlNode.Sequence([.. cited.Select(ReferenceOf)], default));
        }

        foreach (var set in parse.GetValue(sets) ?? [])
        {
            if (Assignment(set, terminal) is not { } pair)
            {
                return null;
            }

            entries.Add(pair);
        }

        return Nested(new YamlNode.Mapping(entries, default));

        void AddText(string key, string? value)
        {
            if (value is not null)
            {
                Add(key, OwnTree.Text(value));
            }
        }

        void AddTexts(string key, string[]? values)
        {
            if (values is { Length: > 0 })
            {
                Add(key, new YamlNode.Sequence([.. values.Select(OwnTree.Text)], default));
            }
        }

        void Add(string key, YamlNode value) => entries.Add(KeyValuePair.Create(OwnTree.Text(key), value));
    }

    /// <summary><c>fields.x=1</c> is <c>fields: {x: 1}</c>.</summary>
    static YamlNode.Mapping Nested(YamlNode.Mapping given)
    {
        const string Raw = "fields.";
        List<KeyValuePair<YamlNode.Scalar, YamlNode>> raw = [.. given.Entries.Where(static e => e.Key.Text.StartsWith(Raw, StringComparison.Ordinal))
            .Select(static e => KeyValuePair.Create(OwnTree.Text(e.Key.Text[Raw.Length..]), e.Value))];
        return raw.Count == 0 ? given : new YamlNode.Mapping(
            [.. given.Entries.Where(static e => !e.Key.Text.StartsWith(Raw, StringComparison.Ordinal)), KeyValuePair.Create(OwnTree.Text("fields"), (YamlNode)new YamlNode.Mapping(raw, default))], default);
    }

    static YamlNode ReferenceOf(string source)
    {
        var at = source.IndexOf('=', StringComparison.Ordinal);
        return at < 0
            ? OwnTree.Mapping(("name", OwnTree.Text(source)))
            : OwnTree.Mapping(("name", OwnTree.Text(source[..at])), ("url", OwnTree.Text(source[(at + 1)..])));
    }

    static KeyValuePair<YamlNode.Scalar, YamlNode>? Assignment(string set, Terminal terminal)
    {
        var at = set.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            Failure.Refuse(terminal, $"--set takes KEY=VALUE, not '{set}'");
            return null;
        }

        var value = YamlDocument.Read(System.Text.Encoding.UTF8.GetBytes(set[(at + 1)..] is { Length: > 0 } text ? text : "~"), "--set", ReadLimits.Default);
        DiagnosticListing.Write(terminal, value.Diagnostics);
        return value.Value is null ? null : KeyValuePair.Create(OwnTree.Text(set[..at].Trim()), value.Value);
    }
}
