using Dapper;
using Merlon.Assessment;

namespace Merlon.Workspaces.Storage;

sealed partial class Journal
{
    /// <summary>What tests rested on when they were first recorded, by their keys.</summary>
    public IReadOnlyDictionary<string, TestBasis> Bases() => Guarded<IReadOnlyDictionary<string, TestBasis>>(() =>
        !database.HasTable("test_basis", connection)
            ? new Dictionary<string, TestBasis>(StringComparer.Ordinal)
            : connection.Query<(string Key, string Basis)>("SELECT b.test_key, b.basis FROM test_basis b ORDER BY b.test_key")
                .ToDictionary(static row => row.Key, static row => TestBasis.Parse(row.Basis), StringComparer.Ordinal));

    /// <summary>Keeps bases of tests that have none yet; one that is kept never changes. Returns how many were kept.</summary>
    public int StampBases(IReadOnlyList<KeyValuePair<string, TestBasis>> bases, DateTimeOffset now, CancellationToken cancellationToken) => Guarded(() =>
    {
        using var transaction = database.BeginWriting(connection);
        var kept = 0;
        foreach (var (key, basis) in bases.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            kept += connection.Execute(
                "INSERT INTO test_basis (test_key, recorded_at, basis) VALUES (@key, @recordedAt, @basis) ON CONFLICT (test_key) DO NOTHING",
                new { key, recordedAt = JournalText.Of(now), basis = basis.ToText() }, transaction);
        }

        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return kept;
    });
}
