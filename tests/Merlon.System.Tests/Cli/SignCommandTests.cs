using System.Security.Cryptography;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon sign</c> and <c>merlon verify</c>.</summary>
public sealed class SignCommandTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void What_is_signed_is_intact_until_something_changes()
    {
        var signed = bank.Run("sign", bank.Path, "--by", "Ada Example", "--role", "CISO", "--note", "for the board");
        signed.ExitCode.ShouldBe(ExitCode.Success, signed.Error);
        signed.Output.ShouldContain("Ada Example, CISO");
        bank.Now = bank.Now.AddDays(90);
        var intact = bank.Run("verify", bank.Path);
        intact.ExitCode.ShouldBe(ExitCode.Success, intact.Output);
        intact.Output.ShouldContain(": intact");
        bank.Run("verify", Path.Combine(bank.Path, "signoff.json")).Output.ShouldContain(": intact");

        bank.Devices("10%");
        var changed = bank.Run("verify", bank.Path);
        changed.ExitCode.ShouldBe(ExitCode.Findings);
        changed.Output.ShouldContain("inputs changed since");
        changed.Output.ShouldContain("changed: organisation organisation.yaml:6");
        changed.Output.ShouldContain("log source sysmon: changed");
        var json = bank.Run("verify", bank.Path, "--json").Json();
        json.GetProperty("intact").GetBoolean().ShouldBeFalse();
        json.GetProperty("inputs_changed")[0].GetProperty("line").GetInt32().ShouldBe(6);
        json.GetProperty("move").GetProperty("parts").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_signed_output_is_the_same_wherever_merlon_is_called_from()
    {
        bank.Run("sign", bank.Path, "--by", "Ada").ExitCode.ShouldBe(ExitCode.Success);
        bank.Run("verify", Path.Combine(bank.Path, "..", "bank", "organisation.yaml")).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void A_signature_says_whose_it_is()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("a pass phrase", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));
        File.WriteAllText(bank.File("key.pem"), encrypted);
        File.WriteAllText(bank.File("pass.txt"), "a pass phrase\n");
        File.WriteAllText(bank.File("ada.pem"), key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(bank.File("eve.pem"), other.ExportSubjectPublicKeyInfoPem());

        bank.Run("sign", bank.Path, "--by", "Ada", "--key", bank.File("key.pem")).ExitCode.ShouldBe(ExitCode.BadInput);
        var signed = bank.Run("sign", bank.Path, "--by", "Ada", "--key", bank.File("key.pem"), "--passphrase-file", bank.File("pass.txt"), "--out", bank.File("q3/signoff.json"), "--json");
        signed.ExitCode.ShouldBe(ExitCode.Success, signed.Error);
        signed.Json().GetProperty("algorithm").GetString().ShouldBe("ECDSA-SHA256");

        bank.Run("verify", bank.Path, "--public-key", bank.File("ada.pem"), "--json").Json().GetProperty("signature_state").GetString().ShouldBe("valid");
        var byEve = bank.Run("verify", bank.Path, "--public-key", bank.File("eve.pem"));
        byEve.ExitCode.ShouldBe(ExitCode.Findings);
        byEve.Output.ShouldContain("the signature is invalid");

        // Away from the organisation only the record is looked at.
        var alone = bank.Run("verify", bank.File("q3/signoff.json"), "--public-key", bank.File("ada.pem"));
        alone.ExitCode.ShouldBe(ExitCode.Success, alone.Output);
        alone.Output.ShouldContain("the record is intact");
        File.WriteAllText(bank.File("q3/signoff.json"), File.ReadAllText(bank.File("q3/signoff.json")).Replace("by Ada", "by Eve", StringComparison.Ordinal));
        bank.Run("verify", bank.File("q3/signoff.json")).Output.ShouldContain("tampered with");
        bank.Run("verify", bank.Path, "--signoff", bank.File("q3/signoff.json")).ExitCode.ShouldBe(ExitCode.Findings);
    }

    [Theory]
    [InlineData("sign", "BANK")]
    [InlineData("sign", "BANK", "--by", " ")]
    [InlineData("sign", "BANK", "--by", "Ada", "--passphrase-file", "x")]
    [InlineData("sign", "BANK", "--by", "Ada", "--key", "nowhere.pem")]
    [InlineData("sign", "BANK", "--by", "Ada", "--key", "BANK/organisation.yaml")]
    [InlineData("sign", "BANK", "--by", "Ada", "--release", "BANK")]
    [InlineData("sign", "nowhere", "--by", "Ada")]
    [InlineData("verify", "BANK")]
    [InlineData("verify", "BANK", "--number", "3")]
    [InlineData("verify", "BANK", "--signoff", "BANK/organisation.yaml")]
    [InlineData("verify", "nowhere")]
    public void What_cannot_be_signed_or_verified_is_refused(params string[] args)
    {
        var run = bank.Run([.. args.Select(a => a.Replace("BANK", bank.Path, StringComparison.Ordinal))]);
        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Error);
        run.Error.ShouldNotContain("bug");
    }
}
