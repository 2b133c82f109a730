using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Layers of the team: a document as of some revision, the edits since, and links that show one to Navigator.</summary>
static class LayerTable
{
    public static TeamSchema.Area Area { get; } = new("layers",
    [
        """
        CREATE TABLE layers (
          id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, domain TEXT NOT NULL, attack_release TEXT NOT NULL,
          document TEXT NOT NULL, document_revision BIGINT NOT NULL, revision BIGINT NOT NULL,
          owner_id TEXT NOT NULL, owner_name TEXT NOT NULL, created_at TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, deleted_at TEXT NOT NULL);
        CREATE TABLE layer_edits (
          layer TEXT NOT NULL, revision BIGINT NOT NULL, batch TEXT NOT NULL, edited_at TEXT NOT NULL, author_id TEXT NOT NULL, author_name TEXT NOT NULL,
          technique TEXT NOT NULL, tactic TEXT NOT NULL, part TEXT NOT NULL, before_value TEXT NOT NULL, after_value TEXT NOT NULL,
          PRIMARY KEY (layer, revision));
        CREATE INDEX layer_edits_batch ON layer_edits (layer, batch);
        CREATE INDEX layer_edits_cell ON layer_edits (layer, technique, tactic, part);
        CREATE TABLE layer_shares (key_hash TEXT NOT NULL PRIMARY KEY, layer TEXT NOT NULL, created_at TEXT NOT NULL, author_name TEXT NOT NULL, expires_at TEXT NOT NULL);
        CREATE INDEX layer_shares_layer ON layer_shares (layer);
        """,
    ]);

    const string Heads = "id, name, description, domain, attack_release AS AttackRelease, document_revision AS DocumentRevision, revision, owner_name AS OwnerName, "
        + "created_at AS CreatedAt, changed_at AS ChangedAt, changed_by AS ChangedBy, deleted_at AS DeletedAt";

    const string Edits = "revision, batch, edited_at AS EditedAt, author_name AS AuthorName, technique, tactic, part, before_value AS BeforeValue, after_value AS AfterValue";

    public static IReadOnlyList<LayerRow> List(DbConnection connection, bool isDeleted)
        => [.. connection.Query<LayerRow>($"SELECT {Heads} FROM layers WHERE (deleted_at <> '') = @isDeleted ORDER BY changed_at DESC, id", new { isDeleted })];

    public static LayerRow? Find(DbConnection connection, string id, DbTransaction? transaction = null)
        => connection.QuerySingleOrDefault<LayerRow>($"SELECT {Heads} FROM layers WHERE id = @id", new { id }, transaction);

    public static long Count(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM layers", transaction: transaction);

    public static string Document(DbConnection connection, string id, DbTransaction? transaction = null)
        => connection.ExecuteScalar<string>("SELECT document FROM layers WHERE id = @id", new { id }, transaction) ?? "";

    public static void Insert(DbConnection connection, DbTransaction transaction, LayerRow row, string document, string ownerId) => connection.Execute(
        """
        INSERT INTO layers (id, name, description, domain, attack_release, document, document_revision, revision, owner_id, owner_name, created_at, changed_at, changed_by, deleted_at)
        VALUES (@Id, @Name, @Description, @Domain, @AttackRelease, @document, @Revision, @Revision, @ownerId, @OwnerName, @CreatedAt, @ChangedAt, @ChangedBy, '')
        """,
        new { row.Id, row.Name, row.Description, row.Domain, row.AttackRelease, document, row.Revision, ownerId, row.OwnerName, row.CreatedAt, row.ChangedAt, row.ChangedBy }, transaction);

    public static void Update(DbConnection connection, DbTransaction transaction, LayerRow row) => connection.Execute(
        """
        UPDATE layers SET name = @Name, description = @Description, attack_release = @AttackRelease, revision = @Revision, changed_at = @ChangedAt, changed_by = @ChangedBy,
          deleted_at = @DeletedAt WHERE id = @Id
        """,
        row, transaction);

    public static void WriteDocument(DbConnection connection, DbTransaction transaction, string id, string document, long revision)
        => connection.Execute("UPDATE layers SET document = @document, document_revision = @revision WHERE id = @id", new { id, document, revision }, transaction);

    public static IReadOnlyList<LayerEditRow> EditsAfter(DbConnection connection, string layer, long revision, int most, DbTransaction? transaction = null)
        => [.. connection.Query<LayerEditRow>(
            $"SELECT {Edits} FROM layer_edits WHERE layer = @layer AND revision > @revision ORDER BY revision LIMIT @most", new { layer, revision, most }, transaction)];

    public static IReadOnlyList<LayerEditRow> EditsBefore(DbConnection connection, string layer, long revision, int most)
        => [.. connection.Query<LayerEditRow>(
            $"SELECT {Edits} FROM layer_edits WHERE layer = @layer AND revision <= @revision ORDER BY revision DESC LIMIT @most", new { layer, revision, most })];

    public static void InsertEdit(DbConnection connection, DbTransaction transaction, string layer, LayerEditRow row, string authorId) => connection.Execute(
        """
        INSERT INTO layer_edits (layer, revision, batch, edited_at, author_id, author_name, technique, tactic, part, before_value, after_value)
        VALUES (@layer, @Revision, @Batch, @EditedAt, @authorId, @AuthorName, @Technique, @Tactic, @Part, @BeforeValue, @AfterValue)
        """,
        new { layer, row.Revision, row.Batch, row.EditedAt, authorId, row.AuthorName, row.Technique, row.Tactic, row.Part, row.BeforeValue, row.AfterValue }, transaction);

    public static string LastAuthor(DbConnection connection, DbTransaction transaction, string layer, string technique, string tactic, string part)
        => connection.ExecuteScalar<string>(
            "SELECT author_name FROM layer_edits WHERE layer = @layer AND technique = @technique AND tactic = @tactic AND part = @part ORDER BY revision DESC LIMIT 1",
            new { layer, technique, tactic, part }, transaction) ?? "";

    public static IReadOnlyList<LayerEditRow> OfBatch(DbConnection connection, DbTransaction transaction, string layer, string batch)
        => [.. connection.Query<LayerEditRow>($"SELECT {Edits} FROM layer_edits WHERE layer = @layer AND batch = @batch ORDER BY revision", new { layer, batch }, transaction)];

    public static void InsertShare(DbConnection connection, DbTransaction transaction, string hash, string layer, string at, string by, string until) => connection.Execute(
        "INSERT INTO layer_shares (key_hash, layer, created_at, author_name, expires_at) VALUES (@hash, @layer, @at, @by, @until)", new { hash, layer, at, by, until }, transaction);

    public static string? Shared(DbConnection connection, string hash, string now)
        => connection.ExecuteScalar<string>("SELECT layer FROM layer_shares WHERE key_hash = @hash AND expires_at > @now", new { hash, now });

    public static int Shares(DbConnection connection, string layer, string now)
        => (int)connection.ExecuteScalar<long>("SELECT COUNT(*) FROM layer_shares WHERE layer = @layer AND expires_at > @now", new { layer, now });

    public static int EndShares(DbConnection connection, DbTransaction transaction, string layer)
        => connection.Execute("DELETE FROM layer_shares WHERE layer = @layer", new { layer }, transaction);
}

/// <summary>A row of layers, without its document.</summary>
sealed record LayerRow
{
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public string Domain { get; init; } = "";
    public string AttackRelease { get; init; } = "";
    public long DocumentRevision { get; init; }
    public long Revision { get; init; }
    public string OwnerName { get; init; } = "";
    public string CreatedAt { get; init; } = "";
    public string ChangedAt { get; init; } = "";
    public string ChangedBy { get; init; } = "";
    public string DeletedAt { get; init; } = "";
}

/// <summary>A row of edits.</summary>
sealed record LayerEditRow
{
    public long Revision { get; init; }
    public string Batch { get; init; } = "";
    public string EditedAt { get; init; } = "";
    public string AuthorName { get; init; } = "";
    public string Technique { get; init; } = "";
    public string Tactic { get; init; } = "";
    public string Part { get; init; } = "";
    public string BeforeValue { get; init; } = "";
    public string AfterValue { get; init; } = "";
}
