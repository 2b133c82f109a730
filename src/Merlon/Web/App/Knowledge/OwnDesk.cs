using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>Changes of the organisation's own knowledge: one after the other, none over another one unseen.</summary>
sealed class OwnDesk(ServedWorkspace served)
{
    /// <summary>Largest file that is imported, in bytes.</summary>
    public const int ImportBytesMax = 32 * 1024 * 1024;

    /// <summary>What is served.</summary>
    public ServedWorkspace Served => served;

    /// <summary>The collection; null before it is begun.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public OwnCollection? Load() => served.Read(static workspace => workspace.LoadOwn()) is var own && own.HasErrors ? throw new InvalidDataException(ReleaseApi.Complaint(own.Diagnostics)) : own.Value;

    /// <summary>The collection.</summary>
    /// <exception cref="FileNotFoundException">It was not begun.</exception>
    public OwnCollection Require() => Load() ?? throw new FileNotFoundException("There is no own knowledge yet; begin it first");

    /// <summary>An entry.</summary>
    /// <exception cref="FileNotFoundException">There is none of this id.</exception>
    public static OwnEntry Find(OwnCollection own, string word)
        => own.TryFind(word, out var entry) ? entry : throw new FileNotFoundException($"{own.Head.Name} has nothing called '{(word.Length <= 80 ? word : word[..80])}'");

    /// <summary>Another text for every other state of an entry; of an object that nobody changed yet, the same text each time.</summary>
    public static string TagOf(OwnEntry? entry) => entry is null ? "published" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Json)).AsSpan(0, 10));

    /// <summary>Applies a change, and answers what it did.</summary>
    /// <param name="request">What the history says.</param>
    /// <param name="seen">Entry and the tag that the change was made against; null to change whatever is there.</param>
    /// <param name="change">The change; pure.</param>
    /// <param name="cancellationToken">Gives up waiting for others who write.</param>
    /// <exception cref="ProblemException">412: somebody changed the entry meanwhile; the problem says what it is now.</exception>
    public async Task<OwnChanged> ChangeAsync(OwnChangeRequest request, SeenEntry? seen, Func<OwnChangeInput, Parsed<OwnCollection>> change, CancellationToken cancellationToken)
    {
        OwnCollection? before = null;
        var changed = await served.WriteAsync(
            workspace => Task.FromResult(workspace.ChangeOwn(
                request,
                input =>
                {
                    before = input.Collection;
                    Check(input.Collection, seen);
                    return change(input);
                },
                progress: null)),
            cancellationToken);
        if (changed.Value is not { } after)
        {
            throw new InvalidDataException(Complaint(changed.Diagnostics));
        }

        if (request.Record)
        {
            served.ReleasesChanged();
        }

        var differences = OwnDifference.Between(before, after);
        return differences.Count == 0 && changed.Diagnostics.Any(static one => one.Severity != Severity.Note)
            ? throw new InvalidDataException(Complaint(changed.Diagnostics))
            : new OwnChanged(after, differences, changed.Diagnostics);
    }

    static void Check(OwnCollection? own, SeenEntry? seen)
    {
        if (seen is null)
        {
            return;
        }

        OwnEntry? now = own is not null && own.TryFind(seen.Id, out var found) ? found : null;
        if (TagOf(now) != seen.Tag)
        {
            throw new ProblemException(new Problem(412, "Somebody else changed it meanwhile", $"{seen.Id} is not as you saw it. Nothing of yours was saved; what is there now comes with this answer")
            {
                Further = json =>
                {
                    json.WriteString("tag", TagOf(now));
                    json.WritePropertyName("now");
                    if (now is null)
                    {
                        json.WriteNullValue();
                    }
                    else
                    {
                        OwnJson.WriteWhole(json, now);
                    }
                },
            });
        }
    }

    static string Complaint(IReadOnlyList<Diagnostic> diagnostics)
        => string.Join("; ", diagnostics.Where(static one => one.Severity != Severity.Note).Select(static one => one.Advice is null ? one.Message : $"{one.Message} ({one.Advice})").Take(5).DefaultIfEmpty("it cannot be used"));

    /// <summary>A change from a form or a request as the tree that a source file would have.</summary>
    public static YamlNode.Mapping TreeOf(OwnFieldsWish fields)
    {
        List<(string, YamlNode?)> entries =
        [
            ("id", TextOf(fields.Id)), ("name", TextOf(fields.Name)), ("description", TextOf(fields.Description)), ("domains", ListOf(fields.Domains)), ("tactics", ListOf(fields.Tactics)),
            ("platforms", ListOf(fields.Platforms)), ("aliases", ListOf(fields.Aliases)), ("parent", TextOf(fields.Parent)),
        ];
        if (fields.References is { Count: > 0 } references)
        {
            entries.Add(("references", OwnTree.List([.. references.Select(static one => OwnTree.Mapping(("name", OwnTree.Text(one.Name)), ("url", TextOf(one.Url))))])));
        }

        foreach (var (key, value) in fields.Set ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            entries.Add((key, NodeOf(value)));
        }

        return OwnTree.Mapping([.. entries]);
    }

    static YamlNode.Scalar? TextOf(string? text) => text is null ? null : OwnTree.Text(text);

    static YamlNode.Sequence? ListOf(IReadOnlyList<string>? texts) => texts is null ? null : OwnTree.List([.. texts.Select(OwnTree.Text)]);

    static YamlNode NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => OwnTree.Mapping([.. value.EnumerateObject().Select(static one => (one.Name, (YamlNode?)NodeOf(one.Value)))]),
        JsonValueKind.Array => OwnTree.List([.. value.EnumerateArray().Select(NodeOf)]),
        JsonValueKind.String => OwnTree.Text(value.GetString() ?? ""),
        _ => new YamlNode.Scalar(value.GetRawText(), IsPlain: true, default),
    };
}

/// <summary>An entry as somebody saw it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tag">Its tag then.</param>
sealed record SeenEntry(string Id, string Tag);

/// <summary>What a change of own knowledge did.</summary>
sealed record OwnChanged(OwnCollection Collection, IReadOnlyList<OwnDifference> Differences, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Fields of an own object, or of a change; what is left out stays as it is.</summary>
/// <param name="Id">Id of a new object; the next free one when it is left out.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">In ATT&amp;CK's Markdown.</param>
/// <param name="Domains">Such as <c>ics-attack</c>.</param>
/// <param name="Tactics">Of a technique.</param>
/// <param name="Platforms">Platforms.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Parent">Makes a technique a sub-technique of this one.</param>
/// <param name="References">What the texts cite.</param>
/// <param name="Set">Any other key of own.yaml.</param>
sealed record OwnFieldsWish(
    string? Id, string? Name, string? Description, IReadOnlyList<string>? Domains, IReadOnlyList<string>? Tactics, IReadOnlyList<string>? Platforms, IReadOnlyList<string>? Aliases, string? Parent,
    IReadOnlyList<OwnReferenceWish>? References, IReadOnlyDictionary<string, JsonElement>? Set);

/// <summary>A cited source.</summary>
/// <param name="Name">What texts cite it by.</param>
/// <param name="Url">Its address.</param>
sealed record OwnReferenceWish(string Name, string? Url);
