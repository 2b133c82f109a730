using System.CommandLine;
using Merlon.Cli;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>What <c>merlon serve</c> lets itself be told, and what it refuses with words.</summary>
public sealed class ServeOptionsTests
{
    [Theory]
    [InlineData("--listen 0.0.0.0", "--allow-plain-http")]
    [InlineData("--listen ::", "--certificate")]
    [InlineData("--listen example.org", "--listen takes an address")]
    [InlineData("--port 70000", "--port takes a number")]
    [InlineData("--behind-proxy 10.0.0.1", "--public-url")]
    [InlineData("--behind-proxy everybody --public-url https://m.example", "--behind-proxy takes an address")]
    [InlineData("--public-url https://m.example/merlon", "without a path")]
    [InlineData("--public-url javascript:alert(1)", "--public-url takes an address")]
    [InlineData("--certificate-key key.pem", "belong to --certificate")]
    [InlineData("--oidc-authority http://login.example --oidc-client m", "--oidc-authority takes https")]
    [InlineData("--oidc-authority https://login.example", "--oidc-client")]
    [InlineData("--oidc-authority https://login.example --oidc-client m --oidc-role root=x", "there is no role 'root'")]
    [InlineData("--oidc-authority https://login.example --oidc-client m --oidc-role analyst", "ROLE=VALUE")]
    public void What_would_be_dangerous_or_cannot_be_is_refused(string line, string why) => Should.Throw<InvalidDataException>(() => Of(line)).Message.ShouldContain(why);

    [Fact]
    public void Without_a_word_only_this_machine_is_listened_to() => Of("").Address.ShouldBe("127.0.0.1");

    [Theory]
    [InlineData("--listen 0.0.0.0 --allow-plain-http", "0.0.0.0", false)]
    [InlineData("--listen localhost --port 0", "127.0.0.1", false)]
    [InlineData("--listen [::1]", "::1", false)]
    [InlineData("--listen :: --behind-proxy 10.0.0.0/8 --public-url https://m.example", "::", true)]
    public void What_is_said_is_done(string line, string address, bool isSecure)
    {
        var settings = Of(line);
        settings.Address.ShouldBe(address);
        settings.IsSecure.ShouldBe(isSecure);
    }

    [Fact]
    public void A_provider_with_roles_is_read_whole()
    {
        var directory = Of("--oidc-authority https://login.example/realms/team --oidc-client merlon --oidc-role analyst=blue --oidc-role administrator=red").Directory!;
        directory.Name.ShouldBe("login.example");
        directory.RoleClaim.ShouldBe("groups");
        directory.Roles.ShouldBe(new Dictionary<string, TeamRole>(StringComparer.Ordinal) { ["blue"] = TeamRole.Analyst, ["red"] = TeamRole.Administrator });
    }

    static ServeSettings Of(string line)
    {
        ServeOptions options = new();
        Command command = new("serve");
        options.AddTo(command);
        return options.Apply(new ServeSettings("", "", TimeProvider.System), command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }
}
