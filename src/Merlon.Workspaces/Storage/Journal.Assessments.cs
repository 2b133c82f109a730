using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using Dapper;
using Merlon.Assessment;

namespace Merlon.Workspaces.Storage;

sealed partial class Journal
{
    /// <summary>Largest text that is taken out of the journal, in bytes: the list of 50,000 rules has 6 MB.</summary>
    public const int DocumentBytesMax = 64 * 1024 * 1024;

    /// <summary>Every recorded assessment, oldest first; none in a journal that an older Merlon wrote last.</summary>
    public IReadOnlyList<AssessmentRow> Assessments() => Guarded<IReadOnlyList<AssessmentRow>>(() => HasTable("assessment")
        ? connection.Query<AssessmentRow>($"SELECT {AssessmentRow.Columns} FROM assessment a ORDER BY a.sequence").AsList()
        : []);

    /// <summary>Changes of the release in use, oldest first: when, and to which.</summary>
    public IReadOnlyList<(DateTimeOffset At, string Release)> ReleaseChanges() => Guarded<IReadOnlyList<(DateTimeOffset, string)>>(() => HasTable("passage")
        ? [.. connection.Query<(string At, string Release)>("SELECT recorded_at AS At, to_release AS Release FROM passage ORDER BY sequence")
            .Select(static row => (JournalText.Instant(row.At), row.Release))]
        : []);

    /// <summary>The bytes that a hash stands for.</summary>
    /// <exception cref="WorkspaceFormatException">They are not there, or are others.</exception>
    public byte[] Document(string hash)
    {
        var content = Guarded(() => connection.QueryFirstOrDefault<string>("SELECT d.content FROM document d WHERE d.hash = @hash", new { hash }));
        return content is not null && Unpacked(content) is { } bytes && string.Equals(HashOf(bytes), hash, StringComparison.Ordinal)
            ? bytes
            : throw new WorkspaceFormatException($"the journal {database.Name} has no text {hash}, or another one under its name: it was changed by hand, put a copy of it back");
    }

    /// <summary>Every sign-off, oldest first.</summary>
    public IReadOnlyList<SignOffRow> SignOffs() => Guarded<IReadOnlyList<SignOffRow>>(() => HasTable("signoff")
        ? connection.Query<SignOffRow>($"SELECT {SignOffRow.Columns} FROM signoff s ORDER BY s.sequence").AsList()
        : []);

    /// <summary>Appends a sign-off; false when another process appended one since the last that the caller saw.</summary>
    public bool Append(SignOffRow row, IReadOnlyList<byte[]> documents, CancellationToken cancellationToken) => Guarded(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var transaction = database.BeginWriting(connection);
        if (connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) + 1 FROM signoff", transaction: transaction) != row.Sequence)
        {
            return false;
        }

        foreach (var document in documents)
        {
            Keep(document, transaction);
        }

        connection.Execute(SignOffRow.Insert, row, transaction);
        transaction.Commit();
        return true;
    });

    bool HasTable(string table) => database.HasTable(table, connection);

    /// <summary>A run that says and finds what the last one did on the same day is that one.</summary>
    void Write(AssessmentRecord assessed, string recordedAt, long lastEntry, DbTransaction transaction)
    {
        var last = connection.QueryFirstOrDefault<AssessmentRow>(
            $"SELECT {AssessmentRow.Columns} FROM assessment a ORDER BY a.sequence DESC LIMIT 1", transaction: transaction);
        var row = AssessmentRow.Of(
            assessed, (last?.Sequence ?? 0) + 1, recordedAt, lastEntry, Keep(assessed.OrganisationText, transaction), Keep(assessed.Files, transaction),
            Keep(assessed.Parameters, transaction));
        if (last is null || last with { Sequence = row.Sequence, RecordedAt = row.RecordedAt } != row)
        {
            connection.Execute(AssessmentRow.Insert, row, transaction);
        }
    }

    string Keep(byte[] bytes, DbTransaction transaction)
    {
        var hash = HashOf(bytes);
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM document WHERE hash = @hash", new { hash }, transaction) == 0)
        {
            connection.Execute("INSERT INTO document (hash, content) VALUES (@hash, @content)", new { hash, content = Packed(bytes) }, transaction);
        }

        return hash;
    }

    static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static string Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    static byte[]? Unpacked(string content)
    {
        var packed = new byte[content.Length];
        if (!Convert.TryFromBase64String(content, packed, out var length))
        {
            return null;
        }

        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed, 0, length), CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            var buffer = new byte[81_920];
            for (int read; (read = deflate.Read(buffer)) > 0;)
            {
                if (bytes.Length + read > DocumentBytesMax)
                {
                    return null;
                }

                bytes.Write(buffer, 0, read);
            }

            return bytes.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>What an assessment was judged from and what came out, to be written down.</summary>
/// <param name="AsOf">The day that it speaks of.</param>
/// <param name="Merlon">Version of Merlon.</param>
/// <param name="Document">Name of the organisation file.</param>
/// <param name="OrganisationText">Its bytes.</param>
/// <param name="Files">The list of files: <see cref="InputManifest"/>.</param>
/// <param name="Parameters">The numbers that it was judged with: <see cref="ParameterText"/>.</param>
/// <param name="Release">Version of the release.</param>
/// <param name="Summary">What came out.</param>
sealed record AssessmentRecord(
    DateOnly AsOf, string Merlon, string Document, byte[] OrganisationText, byte[] Files, byte[] Parameters, string Release, CoverageSummary Summary);

/// <summary>A line of the table <c>assessment</c>; members are named and typed as its columns, for Dapper.</summary>
sealed record AssessmentRow(
    long Sequence, string RecordedAt, string AsOf, long LastEntry, string Merlon, string Document, string OrganisationHash, string FilesHash,
    string ParametersHash, string Release, double Visibility, double Detection, double Prevention, double Covered, long Techniques, long Refuted,
    long Tested)
{
    public const string Columns =
        "a.sequence AS Sequence, a.recorded_at AS RecordedAt, a.as_of AS AsOf, a.last_entry AS LastEntry, a.merlon AS Merlon, a.document AS Document, "
        + "a.organisation_hash AS OrganisationHash, a.files_hash AS FilesHash, a.parameters_hash AS ParametersHash, a.release AS Release, "
        + "a.visibility AS Visibility, a.detection AS Detection, a.prevention AS Prevention, a.covered AS Covered, a.techniques AS Techniques, "
        + "a.refuted AS Refuted, a.tested AS Tested";

    public const string Insert = """
        INSERT INTO assessment (
            sequence, recorded_at, as_of, last_entry, merlon, document, organisation_hash, files_hash, parameters_hash, release, visibility,
            detection, prevention, covered, techniques, refuted, tested)
        VALUES (
            @Sequence, @RecordedAt, @AsOf, @LastEntry, @Merlon, @Document, @OrganisationHash, @FilesHash, @ParametersHash, @Release, @Visibility,
            @Detection, @Prevention, @Covered, @Techniques, @Refuted, @Tested)
        """;

    public static AssessmentRow Of(
        AssessmentRecord assessed, long sequence, string recordedAt, long lastEntry, string organisationHash, string filesHash, string parametersHash)
    {
        var summary = assessed.Summary;
        return new(
            sequence, recordedAt, JournalText.Of(assessed.AsOf), lastEntry, assessed.Merlon, assessed.Document, organisationHash, filesHash, parametersHash,
            assessed.Release, summary.Visibility, summary.Detection, summary.Prevention, summary.Covered, summary.Techniques, summary.Refuted, summary.Tested);
    }

    /// <summary>When it was recorded (UTC).</summary>
    public DateTimeOffset At => JournalText.Instant(RecordedAt);

    /// <summary>The day that it speaks of.</summary>
    public DateOnly Day => JournalText.Day(AsOf);

    /// <summary>What came out.</summary>
    public CoverageSummary Summary => new(Visibility, Detection, Prevention, Covered, (int)Techniques, (int)Refuted, (int)Tested);
}

/// <summary>A line of the table <c>signoff</c>; members are named and typed as its columns, for Dapper.</summary>
sealed record SignOffRow(long Sequence, string RecordedAt, string Record, string Hash, string Algorithm, string PublicKey, string Signature)
{
    public const string Columns =
        "s.sequence AS Sequence, s.recorded_at AS RecordedAt, s.record AS Record, s.hash AS Hash, s.algorithm AS Algorithm, s.public_key AS PublicKey, "
        + "s.signature AS Signature";

    public const string Insert = """
        INSERT INTO signoff (sequence, recorded_at, record, hash, algorithm, public_key, signature)
        VALUES (@Sequence, @RecordedAt, @Record, @Hash, @Algorithm, @PublicKey, @Signature)
        """;
}
