using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>Certificates as they lie on the disk: what is taken, what is refused in words, and what happens when one is renewed under a running server.</summary>
public sealed class CertificateFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("merlon-tls-").FullName;
    readonly List<string> told = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_certificate_in_PEM_is_sent_with_its_chain_and_TLS_1_1_is_not_spoken()
    {
        using var root = Made("CN=Root", issuer: null);
        using var own = Made("CN=localhost", root);
        Write("c.pem", own.ExportCertificatePem() + "\n" + root.ExportCertificatePem());
        Write("k.pem", KeyOf(own));
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Certificate = Read("c.pem", "k.pem") });
        (await SeenAsync(served)).Thumbprint.ShouldBe(own.Thumbprint);
#pragma warning disable SYSLIB0039, CA5397 // an old version is what is asked for
        await Should.ThrowAsync<Exception>(() => SeenAsync(served, System.Security.Authentication.SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("encrypted")]
    [InlineData("pfx")]
    [InlineData("pfx-password")]
    public async Task Every_kind_of_file_serves(string kind)
    {
        using var own = Made("CN=localhost", issuer: null);
        Write("password", "nine lamps\n");
        switch (kind)
        {
            case "pem":
                Write("c.pem", own.ExportCertificatePem() + "\n" + KeyOf(own));
                break;
            case "encrypted":
                using (var key = own.GetECDsaPrivateKey()!)
                {
                    Write("c.pem", own.ExportCertificatePem() + "\n" + key.ExportEncryptedPkcs8PrivateKeyPem("nine lamps", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
                }

                break;
            default:
                await File.WriteAllBytesAsync(PathOf("c.pem"), own.Export(X509ContentType.Pkcs12, kind == "pfx" ? null : "nine lamps"));
                break;
        }

        await using var served = await ServedMerlon.StartAsync(settings => settings with { Certificate = Read("c.pem", keyName: null, kind is "encrypted" or "pfx-password" ? "password" : null) });
        (await SeenAsync(served)).Thumbprint.ShouldBe(own.Thumbprint);
    }

    [Fact]
    public void A_wrong_password_a_missing_key_another_key_and_a_past_or_future_time_are_said_in_words()
    {
        using var own = Made("CN=localhost", issuer: null);
        using var other = Made("CN=localhost", issuer: null);
        using var past = Made("CN=localhost", issuer: null, from: -9, until: -2);
        using var future = Made("CN=localhost", issuer: null, from: 2, until: 9);
        Write("wrong", "not it");
        File.WriteAllBytes(PathOf("own.pfx"), own.Export(X509ContentType.Pkcs12, "nine lamps"));
        File.WriteAllBytes(PathOf("bare.pfx"), own.Export(X509ContentType.Cert));
        Write("own.pem", own.ExportCertificatePem());
        Write("other.key", KeyOf(other));
        Write("past.pem", past.ExportCertificatePem() + "\n" + KeyOf(past));
        Write("future.pem", future.ExportCertificatePem() + "\n" + KeyOf(future));
        Write("none.pem", "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n" + KeyOf(own));
        Write("large.pem", new string('x', ServerCertificate.FileBytesMax + 1));
        foreach (var (name, key, password, why) in new (string, string?, string?, string)[]
        {
            ("own.pfx", null, "wrong", "cannot be used as a certificate"), ("own.pfx", null, null, "cannot be used as a certificate"), ("bare.pfx", null, null, "cannot be used as a certificate"),
            ("own.pem", null, null, "has no private key: name the key's file with --certificate-key"), ("own.pem", "other.key", null, "cannot be used as a certificate with its key"),
            ("past.pem", null, null, "ended on"), ("future.pem", null, null, "begins only on"), ("none.pem", null, null, "cannot be used as a certificate"), ("large.pem", null, null, "too large"),
        })
        {
            Should.Throw<InvalidDataException>(() => Read(name, key, password)).Message.ShouldContain(why, customMessage: name);
        }

        Should.Throw<FileNotFoundException>(() => Read("nowhere.pem", keyName: null));
    }

    [Fact]
    public void A_key_that_everybody_may_read_is_told()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // files have no such modes there
        }

        using var own = Made("CN=localhost", issuer: null);
        Write("c.pem", own.ExportCertificatePem());
        Write("k.pem", KeyOf(own));
        File.SetUnixFileMode(PathOf("k.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Read("c.pem", "k.pem");
        told.ShouldBeEmpty();
        File.SetUnixFileMode(PathOf("k.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Read("c.pem", "k.pem");
        told.ShouldHaveSingleItem().ShouldContain("chmod 600");
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart_and_a_broken_renewal_leaves_the_one_that_works()
    {
        SettableTime time = new();
        using var first = Made("CN=localhost", issuer: null);
        using var second = Made("CN=localhost", issuer: null);
        Write("c.pem", first.ExportCertificatePem());
        Write("k.pem", KeyOf(first));
        var certificate = ServerCertificate.Of(new CertificateFiles(PathOf("c.pem"), PathOf("k.pem"), PasswordPath: null), time, told.Add);
        told.Clear();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Certificate = certificate });
        (await SeenAsync(served)).Thumbprint.ShouldBe(first.Thumbprint);

        Write("c.pem", second.ExportCertificatePem()); // half of a renewal: the key is still the first one's
        time.Pass(TimeSpan.FromSeconds(ServerCertificate.LookSeconds));
        (await SeenAsync(served)).Thumbprint.ShouldBe(first.Thumbprint);
        (await SeenAsync(served)).Thumbprint.ShouldBe(first.Thumbprint);
        told.ShouldHaveSingleItem().ShouldContain("cannot be used");

        Write("k.pem", KeyOf(second) + "\n");
        (await SeenAsync(served)).Thumbprint.ShouldBe(first.Thumbprint); // not looked at yet
        time.Pass(TimeSpan.FromSeconds(ServerCertificate.LookSeconds));
        (await SeenAsync(served)).Thumbprint.ShouldBe(second.Thumbprint);
        told[^1].ShouldContain("was renewed");

        File.Delete(PathOf("c.pem"));
        time.Pass(TimeSpan.FromSeconds(ServerCertificate.LookSeconds));
        (await SeenAsync(served)).Thumbprint.ShouldBe(second.Thumbprint);
    }

    ServerCertificate Read(string name, string? keyName, string? passwordName = null)
        => ServerCertificate.Of(new CertificateFiles(PathOf(name), keyName is null ? null : PathOf(keyName), passwordName is null ? null : PathOf(passwordName)), TimeProvider.System, told.Add);

    string PathOf(string name) => Path.Combine(folder, name);

    void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey();
        return key!.ExportPkcs8PrivateKeyPem(); // every one of these is made with such a key
    }

    // The certificate that a new connection is answered with.
    static async Task<X509Certificate2> SeenAsync(ServedMerlon served, System.Security.Authentication.SslProtocols protocols = System.Security.Authentication.SslProtocols.None)
    {
        using TcpClient client = new();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, new Uri(served.Address).Port);
        X509Certificate2? seen = null;
#pragma warning disable CA5359 // which one it is, is what the test looks at
        await using SslStream stream = new(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            seen = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            return true;
        });
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols });
        return seen.ShouldNotBeNull();
    }

    static X509Certificate2 Made(string name, X509Certificate2? issuer, int from = -1, int until = 5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(from), now.AddDays(until));
        }

        using var made = request.Create(issuer, now.AddHours(-2), now.AddDays(1), [1, 2, 3, 4]);
        return made.CopyWithPrivateKey(key);
    }
}
