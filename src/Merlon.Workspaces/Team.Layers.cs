using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Team
{
    /// <summary>Most layers that a team keeps, those put away included.</summary>
    public const int LayersMax = 10_000;

    /// <summary>Largest layer that a team keeps, in bytes of its file.</summary>
    public const int LayerBytesMax = 16 * 1024 * 1024;

    /// <summary>Longest name of a layer, in characters.</summary>
    public const int LayerNameCharsMax = 200;

    /// <summary>Most edits that are sent at once: more than a matrix has cells.</summary>
    public const int LayerEditsMax = 5_000;

    /// <summary>Longest time that a link to a layer holds, in days.</summary>
    public const int LayerShareDaysMax = 366;

    /// <summary>Edits after which the layer's document is written anew, so that reading it stays quick.</summary>
    const int LayerTailMax = 1_000;

    /// <summary>Layers that are remembered as they are read; a revision never changes.</summary>
    const int LayersKeptMax = 64;

    readonly ConcurrentDictionary<(string Id, long Revision), Layer> layersKept = new();

    /// <summary>Layers in use, or those that were put away, the one changed last first.</summary>
    public IReadOnlyList<TeamLayer> ListLayers(bool deleted = false)
        => database.Read(connection => (IReadOnlyList<TeamLayer>)[.. LayerTable.List(connection, deleted).Select(LayerHeadOf)]);

    /// <summary>A layer's name and revision, also of one that was put away; null when there is none.</summary>
    public TeamLayer? FindLayerHead(string id) => database.Read(connection => LayerTable.Find(connection, id) is { } row ? LayerHeadOf(row) : null);

    /// <summary>A layer as it stands; null when there is none or it was put away.</summary>
    public TeamLayerContent? FindLayer(string id) => database.Read(connection =>
        LayerTable.Find(connection, id) is { DeletedAt.Length: 0 } row ? new TeamLayerContent(LayerHeadOf(row), LayerContentOf(connection, row, transaction: null)) : null);

    /// <summary>Saves a new layer.</summary>
    /// <param name="layer">The layer, every annotation under a tactic (<see cref="LayerEditing.PerTactic"/>).</param>
    /// <param name="release">Release that its techniques are of.</param>
    /// <param name="by">Who saves it.</param>
    /// <exception cref="InvalidDataException">It is larger than <see cref="LayerBytesMax"/>, or there are <see cref="LayersMax"/> already.</exception>
    public TeamLayer CreateLayer(Layer layer, string release, TeamAuthor by)
    {
        var now = LayerTime();
        var named = layer with { Name = LayerNameOf(layer.Name) };
        var document = LayerDocumentOf(named);
        LayerRow row = new()
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Name = named.Name,
            Description = named.Description,
            Domain = named.Domain,
            AttackRelease = release,
            OwnerName = by.Name,
            CreatedAt = now,
            ChangedAt = now,
            ChangedBy = by.Name,
        };
        return database.Write((connection, transaction) =>
        {
            if (LayerTable.Count(connection, transaction) >= LayersMax)
            {
                throw new InvalidDataException($"a team keeps at most {LayersMax:N0} layers");
            }

            LayerTable.Insert(connection, transaction, row, document, by.Id);
            return LayerHeadOf(row);
        });
    }

    /// <summary>
    /// Applies edits: each either counts afterwards and stands in the history, or comes back as a conflict. A batch that was applied before
    /// (its answer was lost on the way) is not applied twice. Null when there is no such layer.
    /// </summary>
    /// <exception cref="InvalidDataException">A value is none that the part can have, or there are more than <see cref="LayerEditsMax"/>; nothing was applied.</exception>
    public TeamLayerEdited? EditLayer(string id, string batch, IReadOnlyList<LayerEdit> edits, TeamAuthor by)
    {
        if (edits.Count > LayerEditsMax)
        {
            throw new InvalidDataException($"at most {LayerEditsMax:N0} edits are taken at once");
        }

        Layer? afterwards = null;
        var answer = database.Write((connection, transaction) =>
        {
            if (LayerTable.Find(connection, id, transaction) is not { DeletedAt.Length: 0 } row)
            {
                return null;
            }

            var done = batch.Length == 0 ? [] : LayerTable.OfBatch(connection, transaction, id, batch).Select(static one => (one.Technique, one.Tactic, one.Part)).ToHashSet();
            var edited = LayerEditing.Apply(LayerContentOf(connection, row, transaction), [.. edits.Where(edit => !done.Contains((edit.TechniqueId, edit.Tactic, edit.Part.ToString())))]);
            var conflicts = edited.Conflicts
                .Select(conflict => new TeamLayerConflict(conflict, LayerTable.LastAuthor(connection, transaction, id, conflict.Mine.TechniqueId, conflict.Mine.Tactic, conflict.Mine.Part.ToString()))).ToList();
            if (edited.Applied.Count == 0)
            {
                return new TeamLayerEdited(LayerHeadOf(row), [], conflicts);
            }

            var now = LayerTime();
            var revision = row.Revision;
            foreach (var edit in edited.Applied)
            {
                LayerEditRow written = new()
                {
                    Revision = ++revision,
                    Batch = batch,
                    EditedAt = now,
                    AuthorName = by.Name,
                    Technique = edit.TechniqueId,
                    Tactic = edit.Tactic,
                    Part = edit.Part.ToString(),
                    BeforeValue = edit.Before,
                    AfterValue = edit.After,
                };
                LayerTable.InsertEdit(connection, transaction, id, written, by.Id);
            }

            var changed = row with { Name = LayerNameOf(edited.Layer.Name), Description = edited.Layer.Description, Revision = revision, ChangedAt = now, ChangedBy = by.Name };
            LayerTable.Update(connection, transaction, changed);
            if (revision - row.DocumentRevision > LayerTailMax)
            {
                LayerTable.WriteDocument(connection, transaction, id, LayerDocumentOf(edited.Layer), revision);
            }

            afterwards = edited.Layer;
            return new TeamLayerEdited(LayerHeadOf(changed), edited.Applied, conflicts);
        });
        if (answer is not null && afterwards is not null)
        {
            Keep(answer.Head.Id, answer.Head.Revision, afterwards);
        }

        return answer;
    }

    /// <summary>Puts another document in the layer's place; what was there stays in the history. Null when the layer is at another revision by now, or gone.</summary>
    /// <exception cref="InvalidDataException">It is larger than <see cref="LayerBytesMax"/>.</exception>
    public TeamLayer? ReplaceLayer(string id, long expectedRevision, Layer layer, string release, TeamAuthor by) => database.Write((connection, transaction) =>
    {
        if (LayerTable.Find(connection, id, transaction) is not { DeletedAt.Length: 0 } row || row.Revision != expectedRevision)
        {
            return null;
        }

        var named = layer with { Name = LayerNameOf(layer.Name) };
        var document = LayerDocumentOf(named);
        var now = LayerTime();
        LayerEditRow written = new()
        {
            Revision = row.Revision + 1,
            EditedAt = now,
            AuthorName = by.Name,
            Part = WholePart,
            BeforeValue = LayerDocumentOf(LayerContentOf(connection, row, transaction)),
            AfterValue = document,
        };
        LayerTable.InsertEdit(connection, transaction, id, written, by.Id);
        var changed = row with { Name = named.Name, Description = named.Description, AttackRelease = release, Revision = written.Revision, ChangedAt = now, ChangedBy = by.Name };
        LayerTable.Update(connection, transaction, changed);
        LayerTable.WriteDocument(connection, transaction, id, document, written.Revision);
        return LayerHeadOf(changed);
    });

    /// <summary>Puts a layer away, or takes it out again; false when there is no such layer.</summary>
    public bool PutLayerAway(string id, bool away, TeamAuthor by) => database.Write((connection, transaction) =>
    {
        if (LayerTable.Find(connection, id, transaction) is not { } row)
        {
            return false;
        }

        LayerTable.Update(connection, transaction, row with { DeletedAt = away ? LayerTime() : "", ChangedAt = LayerTime(), ChangedBy = by.Name });
        if (away)
        {
            LayerTable.EndShares(connection, transaction, id);
        }

        return true;
    });

    /// <summary>Edits after a revision, oldest first.</summary>
    public IReadOnlyList<TeamLayerEdit> LayerEditsAfter(string id, long revision, int most)
        => database.Read(connection => (IReadOnlyList<TeamLayerEdit>)[.. LayerTable.EditsAfter(connection, id, revision, most).Select(LayerEditOf)]);

    /// <summary>Edits up to a revision, newest first.</summary>
    public IReadOnlyList<TeamLayerEdit> LayerEditsBefore(string id, long revision, int most)
        => database.Read(connection => (IReadOnlyList<TeamLayerEdit>)[.. LayerTable.EditsBefore(connection, id, revision, most).Select(LayerEditOf)]);

    /// <summary>Makes a link that shows a layer to whoever has it: a key of 256 bits, of which only the hash is kept. Null when there is no such layer.</summary>
    /// <exception cref="InvalidDataException">It would hold longer than <see cref="LayerShareDaysMax"/>, or not at all.</exception>
    public string? ShareLayer(string id, TimeSpan holds, TeamAuthor by)
    {
        if (holds <= TimeSpan.Zero || holds > TimeSpan.FromDays(LayerShareDaysMax))
        {
            throw new InvalidDataException($"a link holds for 1 to {LayerShareDaysMax} days");
        }

        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var until = LayerTimeText(clock.GetUtcNow() + holds);
        return database.Write((connection, transaction) =>
        {
            if (LayerTable.Find(connection, id, transaction) is not { DeletedAt.Length: 0 })
            {
                return null;
            }

            LayerTable.InsertShare(connection, transaction, LayerKeyHash(key), id, LayerTime(), by.Name, until);
            return key;
        });
    }

    /// <summary>The layer that a link shows; null when the link does not hold, or no longer.</summary>
    public TeamLayerContent? FindSharedLayer(string key)
        => database.Read(connection => LayerTable.Shared(connection, LayerKeyHash(key), LayerTime())) is { } id ? FindLayer(id) : null;

    /// <summary>How many links show a layer now.</summary>
    public int LayerShares(string id) => database.Read(connection => LayerTable.Shares(connection, id, LayerTime()));

    /// <summary>Ends every link that shows a layer; how many there were.</summary>
    public int EndLayerShares(string id) => database.Write((connection, transaction) => LayerTable.EndShares(connection, transaction, id));

    const string WholePart = "Document";

    Layer LayerContentOf(System.Data.Common.DbConnection connection, LayerRow row, System.Data.Common.DbTransaction? transaction)
    {
        if (layersKept.TryGetValue((row.Id, row.Revision), out var kept))
        {
            return kept;
        }

        var layer = LayerRead(LayerTable.Document(connection, row.Id, transaction), row.Id);
        var tail = LayerTable.EditsAfter(connection, row.Id, row.DocumentRevision, int.MaxValue, transaction).Select(LayerEditOf).Select(static edit => edit.Edit).OfType<LayerEdit>().ToList();
        if (tail.Count > 0)
        {
            layer = LayerEditing.Apply(layer, tail).Layer;
        }

        if (transaction is null)
        {
            Keep(row.Id, row.Revision, layer); // what is read in a transaction may yet be undone
        }

        return layer;
    }

    void Keep(string id, long revision, Layer layer)
    {
        if (layersKept.Count >= LayersKeptMax)
        {
            layersKept.Clear();
        }

        layersKept[(id, revision)] = layer;
    }

    static Layer LayerRead(string document, string id)
        => LayerReader.Read(Encoding.UTF8.GetBytes(document), id, ReadLimits.Default).Value is { Layers: [var layer] } ? layer
            : throw new WorkspaceFormatException($"the layer {id} in the team's tables is damaged");

    static string LayerDocumentOf(Layer layer)
    {
        using var buffer = new MemoryStream();
        LayerWriter.Write(layer, buffer);
        return buffer.Length <= LayerBytesMax ? Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)
            : throw new InvalidDataException($"the layer has {buffer.Length:N0} bytes, more than the {LayerBytesMax:N0} that a team keeps of one");
    }

    static string LayerNameOf(string name)
        => name.Trim() is { Length: > 0 } named ? named.Length <= LayerNameCharsMax ? named : named[..LayerNameCharsMax] : "layer";

    static TeamLayer LayerHeadOf(LayerRow row) => new(
        row.Id, row.Name, row.Description, row.Domain, row.AttackRelease, row.Revision, row.OwnerName, LayerInstant(row.CreatedAt), LayerInstant(row.ChangedAt), row.ChangedBy,
        row.DeletedAt.Length == 0 ? null : LayerInstant(row.DeletedAt));

    static TeamLayerEdit LayerEditOf(LayerEditRow row) => new(
        row.Revision, row.Batch, LayerInstant(row.EditedAt), row.AuthorName,
        Enum.TryParse<LayerPart>(row.Part, out var part) ? new LayerEdit(row.Technique, row.Tactic, part, row.BeforeValue, row.AfterValue) : null);

    static string LayerKeyHash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    string LayerTime() => LayerTimeText(clock.GetUtcNow());

    static string LayerTimeText(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static DateTimeOffset LayerInstant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
