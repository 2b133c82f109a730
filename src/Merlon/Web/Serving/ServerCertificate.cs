using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Merlon.Web.Serving;

/// <summary>
/// What the server proves itself with. Read from files, it is read again when they change: a renewed certificate is used for the next connection, without a restart, and one that
/// cannot be used leaves the one that works.
/// </summary>
sealed class ServerCertificate
{
    /// <summary>Largest file of a certificate, key or password that is read, in bytes.</summary>
    public const int FileBytesMax = 256 * 1024;

    /// <summary>How often, at most, the files are looked at, in seconds.</summary>
    public const int LookSeconds = 30;

    readonly CertificateFiles? files;
    readonly TimeProvider clock;
    readonly Action<string> tell;
    readonly Lock gate = new();
    volatile Held held;
    long lookedAt;

    ServerCertificate(Held first, CertificateFiles? files, TimeProvider clock, Action<string> tell)
    {
        held = first;
        this.files = files;
        this.clock = clock;
        this.tell = tell;
        lookedAt = clock.GetTimestamp();
    }

    /// <summary>One that is at hand, with its key.</summary>
    public static ServerCertificate Of(X509Certificate2 certificate) => new(new Held(SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true), certificate, ""), files: null, TimeProvider.System, static _ => { });

    /// <summary>Reads one from files.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="clock">The only clock of the product.</param>
    /// <param name="tell">Told what became of a renewal, and who else may read the key.</param>
    /// <exception cref="InvalidDataException">It cannot be used; the message says why.</exception>
    public static ServerCertificate Of(CertificateFiles files, TimeProvider clock, Action<string> tell)
    {
        var first = files.Read(clock);
        if (files.ReadableByAll() is { } open)
        {
            tell($"everybody on this machine may read {open}, and so pass themselves off as this server: let only its owner (chmod 600)");
        }

        return new ServerCertificate(first, files, clock, tell);
    }

    /// <summary>What the next connection is answered with.</summary>
    public SslStreamCertificateContext Current()
    {
        if (files is null || clock.GetElapsedTime(Interlocked.Read(ref lookedAt)) < TimeSpan.FromSeconds(LookSeconds))
        {
            return held.Context;
        }

        lock (gate)
        {
            Interlocked.Exchange(ref lookedAt, clock.GetTimestamp());
            var seen = files.Seen();
            if (!string.Equals(seen, held.Seen, StringComparison.Ordinal))
            {
                Renew(files, seen);
            }

            return held.Context;
        }
    }

    void Renew(CertificateFiles renewed, string seen)
    {
        try
        {
            held = renewed.Read(clock);
            tell($"the certificate was renewed: it holds until {Day(held.Own.NotAfter)}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            held = held with { Seen = seen }; // said once; another change is looked at again
            tell($"the renewed certificate cannot be used: {e.Message}. The one that was read before is used on; it holds until {Day(held.Own.NotAfter)}");
        }
    }

    internal static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A certificate as it was read.</summary>
    /// <param name="Context">With its chain, for connections.</param>
    /// <param name="Own">With its key.</param>
    /// <param name="Seen">What the files were like.</param>
    internal sealed record Held(SslStreamCertificateContext Context, X509Certificate2 Own, string Seen);
}

/// <summary>Files of a certificate: PEM with its chain, the key in the same file or another, or PKCS #12.</summary>
/// <param name="Path">The certificate.</param>
/// <param name="KeyPath">Its key; null when it is in the same file.</param>
/// <param name="PasswordPath">The key's password; null for none.</param>
sealed record CertificateFiles(string Path, string? KeyPath, string? PasswordPath)
{
    IEnumerable<string> All => new[] { Path, KeyPath, PasswordPath }.OfType<string>();

    /// <summary>What the files are like: another text after any change.</summary>
    public string Seen() => string.Join(' ', All.Select(static path => new FileInfo(path) is { Exists: true } file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks}") : "gone"));

    /// <summary>The first file with a key or a password that everybody may read, or null; not looked at where files have no such modes.</summary>
    public string? ReadableByAll()
        => new[] { KeyPath ?? Path, PasswordPath }.OfType<string>().FirstOrDefault(static path => !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead));

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">They are not a certificate with its key that holds today.</exception>
    public ServerCertificate.Held Read(TimeProvider clock)
    {
        var seen = Seen();
        var password = PasswordPath is { } file ? Encoding.UTF8.GetString(Bytes(file)).Trim() : null;
        var bytes = Bytes(Path);
        try
        {
            var (own, chain) = bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0 ? Pem(Encoding.UTF8.GetString(bytes), password) : Pkcs12(bytes, password);
            var now = clock.GetLocalNow().DateTime;
            return own.NotAfter < now ? throw new InvalidDataException($"the certificate {Path} ended on {ServerCertificate.Day(own.NotAfter)}")
                : own.NotBefore > now ? throw new InvalidDataException($"the certificate {Path} begins only on {ServerCertificate.Day(own.NotBefore)}")
                : new ServerCertificate.Held(SslStreamCertificateContext.Create(own, chain, offline: true), own, seen);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{Path} cannot be used as a certificate with its key: {e.Message.TrimEnd('.')}", e);
        }
    }

    (X509Certificate2 Own, X509Certificate2Collection Chain) Pem(string text, string? password)
    {
        X509Certificate2Collection chain = [];
        var key = KeyPath is { } keyFile ? Encoding.UTF8.GetString(Bytes(keyFile)) : text;
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{KeyPath ?? Path} has no private key: name the key's file with --certificate-key");
        }

        using var made = password is null ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, password);
        chain.ImportFromPem(text);
        return (X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null), chain); // a key that TLS can use on every system
    }

    (X509Certificate2 Own, X509Certificate2Collection Chain) Pkcs12(byte[] bytes, string? password)
    {
        var chain = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        return (chain.FirstOrDefault(static each => each.HasPrivateKey) ?? throw new InvalidDataException($"{Path} has no private key: export it together with its key"), chain);
    }

    static byte[] Bytes(string path)
        => new FileInfo(path) is { Exists: true, Length: > ServerCertificate.FileBytesMax } ? throw new InvalidDataException($"{path} is too large for a certificate, a key or a password") : File.ReadAllBytes(path);
}
