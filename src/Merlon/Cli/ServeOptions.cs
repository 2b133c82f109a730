using System.CommandLine;
using System.Globalization;
using System.Net;
using Merlon.Web.Serving;

namespace Merlon.Cli;

/// <summary>How <c>merlon serve</c> is told where it listens, whom it trusts, and what it may reach; and what it refuses to be told.</summary>
sealed class ServeOptions
{
    /// <summary>Largest file of a secret that is read, in bytes.</summary>
    public const int SecretFileBytesMax = 256 * 1024;

    readonly Option<string?> listen = OptionReading.Text("--listen", "The address to listen on (default: 127.0.0.1, for this machine alone).", "ADDRESS");
    readonly Option<string?> port = OptionReading.Text("--port", "The port to listen on (default: 8484; 0 for any free one).", "PORT");
    readonly Option<string?> certificate = OptionReading.Text("--certificate", "Speak TLS with this certificate: PEM with its chain, or PKCS #12.", "FILE");
    readonly Option<string?> certificateKey = OptionReading.Text("--certificate-key", "The key of a certificate in PEM, when it is not in the same file.", "FILE");
    readonly Option<string?> certificatePassword = OptionReading.Text("--certificate-password-file", "A file with the password of the key.", "FILE");
    readonly Option<string[]> behindProxy = OptionReading.Texts("--behind-proxy", "The address or network of a proxy whose word on where a request comes from is taken (may be repeated); needs --public-url.", "NETWORK");
    readonly Option<string?> publicUrl = OptionReading.Text("--public-url", "Where people reach it, when that is not where it listens.", "URL");
    readonly Option<bool> allowPlainHttp = new("--allow-plain-http") { Description = "Listen beyond this machine without TLS: passwords and sessions can be read on the way." };
    readonly Option<bool> allowPrivateImports = new("--allow-private-imports") { Description = "Let administrators import from private addresses and over plain HTTP." };
    readonly Option<string?> oidcAuthority = OptionReading.Text("--oidc-authority", "The issuer of an OpenID Connect identity provider with which people may sign in.", "URL");
    readonly Option<string?> oidcClient = OptionReading.Text("--oidc-client", "What the identity provider knows this server as.", "ID");
    readonly Option<string?> oidcSecretFile = OptionReading.Text("--oidc-secret-file", "A file with what this server proves itself to the identity provider with.", "FILE");
    readonly Option<string?> oidcName = OptionReading.Text("--oidc-name", "What people call the identity provider (default: its host).", "TEXT");
    readonly Option<string?> oidcRoleClaim = OptionReading.Text("--oidc-role-claim", "The claim whose values decide the role (default: groups).", "NAME");
    readonly Option<string[]> oidcRole = OptionReading.Texts("--oidc-role", "The role of a value of that claim (may be repeated); who has none is a viewer.", "ROLE=VALUE");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[listen, port, certificate, certificateKey, certificatePassword, behindProxy, publicUrl, allowPlainHttp, allowPrivateImports, oidcAuthority, oidcClient, oidcSecretFile, oidcName, oidcRoleClaim, oidcRole])
        {
            command.Add(option);
        }
    }

    /// <summary>Settings with what was said.</summary>
    /// <exception cref="InvalidDataException">It cannot be, or would be dangerous without saying so.</exception>
    public ServeSettings Apply(ServeSettings settings, ParseResult parse)
    {
        var said = settings with
        {
            Address = AddressOf(parse.GetValue(listen) ?? settings.Address),
            Port = PortOf(parse.GetValue(port), settings.Port),
            PublicUrl = UrlOf("--public-url", parse.GetValue(publicUrl)),
            Proxies = [.. (parse.GetValue(behindProxy) ?? []).Select(NetworkOf)],
            AllowsPrivateImports = parse.GetValue(allowPrivateImports),
            Directory = DirectoryOf(parse),
        };
        if (said.PublicUrl is { AbsolutePath: not "/" })
        {
            throw new InvalidDataException("--public-url takes a server without a path: Merlon is at the root of its own name");
        }

        if (said.Proxies.Count > 0 && said.PublicUrl is null)
        {
            throw new InvalidDataException("--behind-proxy needs --public-url: only with it the server knows how browsers reach it, and whether that is safe");
        }

        said = WithCertificate(said, parse);
        return !IPAddress.IsLoopback(IPAddress.Parse(said.Address)) && said.Certificate is null && said.Proxies.Count == 0 && !parse.GetValue(allowPlainHttp)
            ? throw new InvalidDataException(
                $"listening on {said.Address} without TLS lets others on the way read passwords and sessions: give a certificate (--certificate), name the proxy that speaks TLS (--behind-proxy), or say --allow-plain-http")
            : said;
    }

    static string AddressOf(string text)
        => string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1"
            : IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address.ToString()
            : throw new InvalidDataException($"--listen takes an address such as 127.0.0.1, 0.0.0.0 or ::, not '{text}'");

    static int PortOf(string? text, int otherwise)
        => text is null ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535 ? port
            : throw new InvalidDataException($"--port takes a number from 0 to 65535, not '{text}'");

    static IPNetwork NetworkOf(string text)
        => IPNetwork.TryParse(text, out var network) ? network
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
            : throw new InvalidDataException($"--behind-proxy takes an address or a network such as 10.0.0.0/24, not '{text}'");

    static Uri? UrlOf(string option, string? text)
        => text is null ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 ? url
            : throw new InvalidDataException($"{option} takes an address such as https://merlon.example, not '{text}'");

    DirectorySettings? DirectoryOf(ParseResult parse)
    {
        if (UrlOf("--oidc-authority", parse.GetValue(oidcAuthority)) is not { } authority)
        {
            return null;
        }

        if (authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback)
        {
            throw new InvalidDataException("--oidc-authority takes https: who can change the provider's answers on the way can sign in as anybody");
        }

        var client = parse.GetValue(oidcClient) is { Length: > 0 } id ? id : throw new InvalidDataException("--oidc-authority needs --oidc-client: what the provider knows this server as");
        var secret = parse.GetValue(oidcSecretFile) is { } file ? Secret(file) : "";
        return new DirectorySettings(authority, client, secret, parse.GetValue(oidcName) ?? authority.Host, parse.GetValue(oidcRoleClaim) ?? "groups", RolesOf(parse.GetValue(oidcRole) ?? []));
    }

    static Dictionary<string, TeamRole> RolesOf(IEnumerable<string> pairs)
    {
        Dictionary<string, TeamRole> roles = new(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var (role, value) = pair.Split('=', 2) is [var before, { Length: > 0 } after] ? (before, after) : throw new InvalidDataException($"--oidc-role takes ROLE=VALUE such as analyst=blue-team, not '{pair}'");
            roles[value] = Workspaces.Person.Roles.Contains(role, StringComparer.Ordinal) ? Enum.Parse<TeamRole>(role, ignoreCase: true)
                : throw new InvalidDataException($"there is no role '{role}': roles are {string.Join(", ", Workspaces.Person.Roles)}");
        }

        return roles;
    }

    ServeSettings WithCertificate(ServeSettings settings, ParseResult parse)
    {
        if (parse.GetValue(certificate) is not { } path)
        {
            return parse.GetValue(certificateKey) is null && parse.GetValue(certificatePassword) is null ? settings : throw new InvalidDataException("--certificate-key and --certificate-password-file belong to --certificate");
        }

        return settings with { Certificate = ServerCertificate.Of(new CertificateFiles(path, parse.GetValue(certificateKey), parse.GetValue(certificatePassword)), settings.Clock, settings.Tell) };
    }

    static byte[] Read(string path) => new FileInfo(path) is { Exists: true, Length: > SecretFileBytesMax } ? throw new InvalidDataException($"{path} is too large for a secret") : File.ReadAllBytes(path);

    static string Secret(string path) => System.Text.Encoding.UTF8.GetString(Read(path)).Trim();
}
