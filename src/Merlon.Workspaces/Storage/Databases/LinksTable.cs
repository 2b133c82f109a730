using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>One-time links: of the secret only the hash.</summary>
static class LinksTable
{
    public static void Insert(DbConnection connection, DbTransaction transaction, string id, string hash, OneTimeLink link, DateTimeOffset now) => connection.Execute(
        "INSERT INTO people_links (id, hash, purpose, person, created_at, expires_at) VALUES (@id, @hash, @purpose, @person, @now, @expiresAt)",
        new { id, hash, purpose = link.Purpose, person = link.Person, now = JournalText.Of(now), expiresAt = JournalText.Of(link.ExpiresAt) }, transaction);

    /// <summary>A link that was not used yet; whether its time is over is the caller's to look at.</summary>
    public static OneTimeLink? Find(DbConnection connection, DbTransaction? transaction, string hash)
        => connection.QuerySingleOrDefault<Row>("SELECT purpose AS Purpose, person AS Person, expires_at AS ExpiresAt FROM people_links WHERE hash = @hash AND used_at IS NULL", new { hash }, transaction)?.Link();

    public static int Use(DbConnection connection, DbTransaction transaction, string hash, DateTimeOffset now)
        => connection.Execute("UPDATE people_links SET used_at = @now WHERE hash = @hash AND used_at IS NULL", new { hash, now = JournalText.Of(now) }, transaction);

    /// <summary>Makes the unused links of a person and purpose worthless: a newer one replaces them.</summary>
    public static void DeleteUnused(DbConnection connection, DbTransaction transaction, string purpose, string person)
        => connection.Execute("DELETE FROM people_links WHERE purpose = @purpose AND person = @person AND used_at IS NULL", new { purpose, person }, transaction);

    public static void DeleteOld(DbConnection connection, DbTransaction transaction, DateTimeOffset expiredBefore)
        => connection.Execute("DELETE FROM people_links WHERE expires_at < @before", new { before = JournalText.Of(expiredBefore) }, transaction);

    sealed record Row(string Purpose, string Person, string ExpiresAt)
    {
        public OneTimeLink Link() => new(Purpose, Person, JournalText.Instant(ExpiresAt));
    }
}
