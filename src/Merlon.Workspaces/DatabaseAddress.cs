using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Merlon.Workspaces;

/// <summary>
/// Where a PostgreSQL database is that several servers share: <c>postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full</c>, or Npgsql's <c>Host=…;Database=…</c>. As text it never has the password.
/// </summary>
public sealed partial class DatabaseAddress
{
    /// <summary>Longest name of a schema, in characters: PostgreSQL cuts names at 63 bytes, and a part's name is added.</summary>
    public const int SchemaCharsMax = 40;

    /// <summary>Longest address, in characters.</summary>
    public const int AddressCharsMax = 4_096;

    /// <summary>Largest file of a password that is read, in bytes.</summary>
    public const int PasswordBytesMax = 4_096;

    /// <summary>Most connections that one process keeps to each of the three schemas; an address may say otherwise.</summary>
    public const int ConnectionsMax = 20;

    const string SchemaKey = "merlon_schema";

    readonly NpgsqlConnectionStringBuilder settings;

    DatabaseAddress(NpgsqlConnectionStringBuilder settings, string schema)
    {
        this.settings = settings;
        Schema = schema;
    }

    /// <summary>What the names of its schemas begin with: another one for every organisation that shares the database.</summary>
    public string Schema { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">A URL or keywords; <c>merlon_schema</c> names the schema, <c>merlon</c> when it is not said.</param>
    /// <param name="password">The password, where the address does not have it; null to leave it to PGPASSFILE, PGPASSWORD or the server's trust.</param>
    /// <exception cref="InvalidDataException">That is not an address. The message does not repeat it, since it may have a password.</exception>
    public static DatabaseAddress Parse(string text, string? password = null)
    {
        if (text.Length > AddressCharsMax)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the address of a database has at most {AddressCharsMax:N0} characters"));
        }

        var pairs = (text.Contains("://", StringComparison.Ordinal) ? OfUrl(text) : OfKeywords(text)).ToList();
        NpgsqlConnectionStringBuilder read = new() { ApplicationName = $"merlon on {Environment.MachineName}", MaxPoolSize = ConnectionsMax, Timeout = 10, KeepAlive = 30 };
        var schema = "merlon";
        foreach (var (key, value) in pairs)
        {
            if (string.Equals(key, SchemaKey, StringComparison.OrdinalIgnoreCase))
            {
                schema = value;
                continue;
            }

            try
            {
                read[KeyOf(key)] = string.Equals(key, "sslmode", StringComparison.OrdinalIgnoreCase) ? value.Replace("-", "", StringComparison.Ordinal) : value;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
            {
                throw new InvalidDataException($"the address of the database has '{key}', which is not a setting or cannot have that value", e);
            }
        }

        if (!SchemaName().IsMatch(schema))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{SchemaKey} takes up to {SchemaCharsMax} small letters, digits and underscores, beginning with a letter"));
        }

        if (string.IsNullOrEmpty(read.Host))
        {
            throw new InvalidDataException("the address of a database is postgres://USER@HOST/DATABASE, or Host=…;Username=…;Database=…");
        }

        if (password is not null)
        {
            read.Password = password;
        }

        return new DatabaseAddress(read, schema);
    }

    /// <summary>As <see cref="Parse"/>, with the password from the first line of a file.</summary>
    /// <exception cref="InvalidDataException">Not an address, or not a file of a password.</exception>
    public static DatabaseAddress ParseWithPasswordFile(string text, string? passwordFile)
    {
        if (passwordFile is null)
        {
            return Parse(text);
        }

        using var file = new FileStream(passwordFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length > PasswordBytesMax)
        {
            throw new InvalidDataException($"{passwordFile} is too large to be a password");
        }

        using StreamReader reader = new(file);
        return Parse(text, reader.ReadLine() is { Length: > 0 } line ? line : throw new InvalidDataException($"{passwordFile} has no password in its first line"));
    }

    /// <summary>For people: where it is and as whom, without the password.</summary>
    public override string ToString()
    {
        var user = string.IsNullOrEmpty(settings.Username) ? "" : settings.Username + "@";
        var port = settings.Port == 5432 ? "" : string.Create(CultureInfo.InvariantCulture, $":{settings.Port}");
        return $"postgres://{user}{settings.Host}{port}/{settings.Database ?? settings.Username}{(Schema == "merlon" ? "" : $"?{SchemaKey}={Schema}")}";
    }

    internal string SchemaOf(string part) => $"{Schema}_{part}";

    internal string ConnectionString(string part) => new NpgsqlConnectionStringBuilder(settings.ConnectionString) { SearchPath = SchemaOf(part) }.ConnectionString;

    static IEnumerable<(string Key, string Value)> OfUrl(string text)
    {
        if (Url().Match(text) is not { Success: true } url)
        {
            throw new InvalidDataException("the address of a database is postgres://USER@HOST:PORT/DATABASE?sslmode=…");
        }

        foreach (var name in new[] { "user", "password", "host", "port", "dbname" })
        {
            if (url.Groups[name] is { Success: true, Length: > 0 } group)
            {
                yield return (name, Uri.UnescapeDataString(group.Value));
            }
        }

        foreach (var pair in url.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            yield return at < 0 ? (pair, "") : (Uri.UnescapeDataString(pair[..at]), Uri.UnescapeDataString(pair[(at + 1)..]));
        }
    }

    static IEnumerable<(string Key, string Value)> OfKeywords(string text)
    {
        DbConnectionStringBuilder keywords = [];
        try
        {
            keywords.ConnectionString = text;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("the address of a database is postgres://USER@HOST/DATABASE, or Host=…;Username=…;Database=…", e);
        }

        return keywords.Keys.Cast<string>().Select(key => (key, (string)keywords[key]));
    }

    // libpq's names, as they stand in URLs.
    static string KeyOf(string name) => name switch
    {
        "dbname" => "Database",
        "user" => "Username",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "passfile" => "Passfile",
        _ => name,
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex SchemaName();

    [GeneratedRegex(@"^postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<host>\[[^\]]*\]|[^:/?@]*)(?::(?<port>[0-9]{1,5}))?(?:/(?<dbname>[^?]*))?(?:\?(?<query>.*))?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Url();
}
