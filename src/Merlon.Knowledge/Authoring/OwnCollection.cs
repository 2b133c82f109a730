using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>
/// What an organisation adds to ATT&amp;CK and changes in it: a collection of its own. Immutable: every edit gives a new one.
/// Nothing here is random and no clock is read; times come in with each edit.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "A collection is what ATT&CK calls it: x-mitre-collection.")]
public sealed class OwnCollection
{
    readonly Dictionary<string, OwnEntry> byStixId;

    internal OwnCollection(OwnCollectionHead head, IEnumerable<OwnEntry> entries, IEnumerable<StixValue.Mapping> companions)
    {
        Head = head;
        Entries = [.. entries.OrderBy(static e => e.Type, StringComparer.Ordinal).ThenBy(static e => e.Id, StringComparer.Ordinal).ThenBy(static e => e.StixId, StringComparer.Ordinal)];
        Companions = [.. companions.DistinctBy(static c => c.TextOf("id"), StringComparer.Ordinal).OrderBy(static c => c.TextOf("id"), StringComparer.Ordinal)];
        byStixId = Entries.ToDictionary(static e => e.StixId, StringComparer.Ordinal);
    }

    /// <summary>Most objects that a collection holds.</summary>
    public const int EntriesMax = 100_000;

    /// <summary>Deepest nesting of one object, in levels: what is kept around it in files has to fit the readers' limit too.</summary>
    public const int ObjectDepthMax = 32;

    /// <summary>Most characters of the collection's name, and of its publisher's, where somebody begins it.</summary>
    public const int NameCharsMax = 200;

    /// <summary>What the collection says of itself.</summary>
    public OwnCollectionHead Head { get; }

    /// <summary>Every object, relationship and note, by type, ATT&amp;CK id, STIX id.</summary>
    public IReadOnlyList<OwnEntry> Entries { get; }

    /// <summary>Publishers and licences of published objects that were changed: they go along when the collection is exported.</summary>
    internal IReadOnlyList<StixValue.Mapping> Companions { get; }

    /// <summary>Conflicts that nobody decided yet, in all entries.</summary>
    public int ConflictCount => Entries.Sum(static entry => entry.Conflicts.Count);

    /// <summary>Begins an empty collection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="prefix">What its ids begin with.</param>
    /// <param name="publisher">Name of the organisation.</param>
    /// <param name="now">When it begins; with the names it makes the collection's id.</param>
    public static OwnCollection Begin(string name, OwnPrefix prefix, string publisher, DateTimeOffset now)
    {
        var time = StixTime.Of(now);
        var id = NameUuid.Of(NameUuid.Collections, $"{publisher}\n{name}\n{prefix}\n{time}");
        var identity = NameUuid.Of(NameUuid.Collections, $"{publisher}\n{prefix}");
        return new OwnCollection(
            new OwnCollectionHead($"{StixTypes.Collection}--{id}", name, Description: "", prefix, publisher, $"{OwnTypes.Identity}--{identity}", OwnVersion.First, time, time),
            [], []);
    }

    /// <summary>Finds by ATT&amp;CK id (letter case ignored) or STIX id; of several with one id the own object before a changed one.</summary>
    public bool TryFind(string idOrStixId, [NotNullWhen(true)] out OwnEntry? entry)
    {
        entry = byStixId.GetValueOrDefault(idOrStixId)
            ?? Entries.Where(e => e.Id.Length > 0 && string.Equals(e.Id, idOrStixId, StringComparison.OrdinalIgnoreCase)).MinBy(static e => e.IsChange);
        return entry is not null;
    }

    /// <summary>True when both say the same, whatever the order in which it was written.</summary>
    public bool IsSameAs(OwnCollection other) => OwnCollectionFile.TextOf(this).AsSpan().SequenceEqual(OwnCollectionFile.TextOf(other));

    /// <summary>Without an entry, and without the own relationships and notes about it; the same collection where there is no such entry.</summary>
    public OwnCollection Without(string stixId, DateTimeOffset now)
    {
        if (!byStixId.TryGetValue(stixId, out var gone))
        {
            return this;
        }

        // A change that is taken back leaves the published object, and what was said about it still holds.
        var left = Entries.Where(e => !ReferenceEquals(e, gone) && (gone.IsChange || !OwnReferences.Of(e.Fields).Contains(stixId, StringComparer.Ordinal) || e.Type is not (StixTypes.Relationship or OwnTypes.Note)));
        return Changed(left, now);
    }

    /// <summary>Own objects, relationships and notes only, without the changes of published ones.</summary>
    public OwnCollection WithoutChanges() => new(Head, Entries.Where(static entry => !entry.IsChange), []);

    /// <summary>Decides a conflict by taking a value.</summary>
    /// <param name="stixId">The entry.</param>
    /// <param name="field">The conflict's field, as it names it.</param>
    /// <param name="value">JSON of the value to take; empty takes the field out, null keeps the organisation's own value.</param>
    /// <param name="now">When.</param>
    /// <param name="resolved">The collection after it; null where there is no such conflict or the value is not JSON.</param>
    public bool TryResolve(string stixId, string field, string? value, DateTimeOffset now, [NotNullWhen(true)] out OwnCollection? resolved)
    {
        resolved = null;
        if (!byStixId.TryGetValue(stixId, out var entry)
            || entry.Conflicts.FirstOrDefault(c => string.Equals(c.Field, field, StringComparison.Ordinal)) is not { } conflict)
        {
            return false;
        }

        var fields = entry.Fields;
        if (value is not null)
        {
            var taken = value.Length == 0 ? null : StixValueReader.TryRead(System.Text.Encoding.UTF8.GetBytes(value), Documents.ReadLimits.Default.JsonDepthMax);
            if (value.Length > 0 && taken is null)
            {
                return false;
            }

            fields = MergeField.Set(fields, conflict.Field, taken);
        }

        var decided = entry.With([.. entry.Conflicts.Where(c => c != conflict)]);
        resolved = With(decided.With(Equals(fields, entry.Fields) ? fields : Stamped(fields, VersionStep.Minor, now)), now);
        return true;
    }

    /// <summary>With an entry added or replaced; the collection's own version goes up.</summary>
    internal OwnCollection With(OwnEntry entry, DateTimeOffset now)
        => Changed(Entries.Where(e => !string.Equals(e.StixId, entry.StixId, StringComparison.Ordinal)).Append(entry), now);

    internal OwnCollection With(OwnCollectionHead head) => new(head, Entries, Companions);

    internal OwnCollection WithCompanions(IEnumerable<StixValue.Mapping> companions) => new(Head, Entries, Companions.Concat(companions));

    /// <summary>With other entries. The version is raised once for each moment, so that one run of edits is one version.</summary>
    internal OwnCollection Changed(IEnumerable<OwnEntry> entries, DateTimeOffset now)
    {
        var time = StixTime.Of(now);
        var isSameRun = string.Equals(Head.Modified, time, StringComparison.Ordinal);
        var head = isSameRun ? Head : Head with { Modified = time, Version = OwnVersion.Next(Head.Version, VersionStep.Minor) };
        return new OwnCollection(head, entries, Companions);
    }

    /// <summary>The STIX id of an own object: a name-based UUID over the collection's id.</summary>
    internal string StixIdOf(string type, string name)
    {
        _ = NameUuid.TryOfStixId(Head.StixId, out var space);
        return $"{type}--{NameUuid.Of(space, name)}";
    }

    /// <summary>The fields with a raised version and the moment; relationships and notes have no version.</summary>
    internal static StixValue.Mapping Stamped(StixValue.Mapping fields, VersionStep step, DateTimeOffset now)
    {
        var isVersioned = fields.TextOf("type") is not (StixTypes.Relationship or OwnTypes.Note);
        var stamped = fields.With("modified", new StixValue.Text(StixTime.Of(now)));
        return isVersioned ? stamped.With("x_mitre_version", new StixValue.Text(OwnVersion.Next(fields.TextOf("x_mitre_version"), step))) : stamped;
    }
}

/// <summary>What a collection says of itself.</summary>
/// <param name="StixId">Id of its <c>x-mitre-collection</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Description">Description; may be empty.</param>
/// <param name="Prefix">What its ids begin with.</param>
/// <param name="Publisher">Name of the organisation.</param>
/// <param name="IdentityId">STIX id of the organisation's identity.</param>
/// <param name="Version">Version of the collection.</param>
/// <param name="Created">When it began, as STIX writes it.</param>
/// <param name="Modified">When it was last changed, as STIX writes it.</param>
public sealed record OwnCollectionHead(
    string StixId, string Name, string Description, OwnPrefix Prefix, string Publisher, string IdentityId, string Version, string Created, string Modified);

/// <summary>Moments as STIX writes them: UTC, to the millisecond.</summary>
static class StixTime
{
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
