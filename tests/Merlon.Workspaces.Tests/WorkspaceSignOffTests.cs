using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceSignOffTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void What_is_signed_and_unchanged_is_intact()
    {
        var record = Sign(null);
        record["by"].ShouldBe("Ada Example");
        record["previous"].ShouldBe("-");
        record.Inputs.Select(static f => f.Document).ShouldBe(["organisation.yaml", "rules/example.yml"]);
        var verdict = Verify();
        verdict.IsIntact.ShouldBeTrue();
        verdict.IsOutputSame.ShouldBe(true);
        verdict.Signature.ShouldBe(SignatureState.None);
        bank.Clock.Now = bank.Clock.Now.AddDays(300); // it is judged as of the day that was signed
        Verify().IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void Each_file_that_changed_is_named_and_so_is_what_moved()
    {
        Sign(null);
        bank.Write(SmallBank.Text.Replace("80%", "10%", StringComparison.Ordinal));
        bank.Sandbox.Write("bank/rules/new.yml", SmallBank.Rule.Replace("1111-", "9999-", StringComparison.Ordinal));
        File.Delete(bank.Sandbox.PathOf("bank", "rules", "example.yml"));
        var verdict = Verify();
        verdict.IsIntact.ShouldBeFalse();
        verdict.Tampering.ShouldBeEmpty();
        verdict.Inputs.Select(static c => $"{c.Kind} {c.Document} {c.Line}").ShouldBe(["Changed organisation.yaml 7", "Removed rules/example.yml 0", "Added rules/new.yml 0"]);
        verdict.IsOutputSame.ShouldBe(false);
        verdict.Move.ShouldNotBeNull().Difference.Visibility.ShouldBeLessThan(0);
    }

    [Fact]
    public void A_changed_record_in_the_journal_is_tampering()
    {
        Sign(null);
        bank.Tamper("DROP TRIGGER signoff_refuses_UPDATE", "UPDATE signoff SET record = replace(record, 'Ada', 'Eve')");
        var verdict = Verify();
        verdict.IsIntact.ShouldBeFalse();
        verdict.Tampering.ShouldContain(static t => t.Contains("not the one that its hash was made of", StringComparison.Ordinal));
    }

    [Fact]
    public void A_record_taken_out_breaks_the_chain()
    {
        Sign(null);
        Sign(null)["previous"].ShouldNotBe("-", StringComparer.Ordinal);
        Sign(null);
        Verify().Tampering.ShouldBeEmpty();
        bank.Tamper("DROP TRIGGER signoff_refuses_DELETE", "DELETE FROM signoff WHERE sequence = 2");
        Verify().Tampering.ShouldContain(static t => t.Contains("does not follow", StringComparison.Ordinal));
    }

    [Fact]
    public void A_record_written_anew_with_its_hash_still_breaks_the_chain_after_it()
    {
        var first = Sign(null);
        Sign(null);
        var forged = first.Text.Replace("Ada", "Eve", StringComparison.Ordinal);
        bank.Tamper("DROP TRIGGER signoff_refuses_UPDATE", $"UPDATE signoff SET record = '{forged}', hash = '{SignOffRecord.HashOf(forged)}' WHERE sequence = 1");
        Verify().Tampering.ShouldContain(static t => t.Contains("sign-off 2 does not follow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("P-256", false)]
    [InlineData("P-384", true)]
    [InlineData("RSA", false)]
    [InlineData("RSA", true)]
    public void A_signature_is_valid_by_its_key_and_by_no_other(string kind, bool isEncrypted)
    {
        using AsymmetricAlgorithm key = kind == "RSA" ? RSA.Create(2048) : ECDsa.Create(kind == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = isEncrypted ? key.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)) : key.ExportPkcs8PrivateKeyPem();
        var record = Sign(pem, isEncrypted ? "pass" : null);
        record.Signature.ShouldNotBeNull().PublicKey.ShouldNotContain("PRIVATE");
        Verify().Signature.ShouldBe(SignatureState.ValidByOwnKey);
        Verify(publicKey: key.ExportSubjectPublicKeyInfoPem()).Signature.ShouldBe(SignatureState.Valid);
        var byOther = Verify(publicKey: other.ExportSubjectPublicKeyInfoPem());
        byOther.Signature.ShouldBe(SignatureState.Invalid);
        byOther.IsIntact.ShouldBeFalse();
        Encoding.UTF8.GetString(File.ReadAllBytes(bank.JournalPath)).ShouldNotContain("PRIVATE KEY");
    }

    [Fact]
    public void A_record_that_nobody_signed_with_a_key_is_not_taken_for_one_of_a_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Sign(null);
        Verify(publicKey: key.ExportSubjectPublicKeyInfoPem()).Signature.ShouldBe(SignatureState.Missing);
    }

    [Fact]
    public void A_key_that_does_not_open_is_refused_before_anything_is_recorded()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1024);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));
        foreach (var (pem, passphrase, said) in (IEnumerable<(string, string?, string)>)
        [
            (encrypted, "wrong", "passphrase"), (encrypted, null, "passphrase"), ("not a key", null, "no private key"),
            (key.ExportSubjectPublicKeyInfoPem(), null, "no private key"), (small.ExportPkcs8PrivateKeyPem(), null, "fewer than 2048"),
        ])
        {
            Should.Throw<InvalidDataException>(() => Sign(pem, passphrase)).Message.ShouldContain(said);
        }

        bank.Read(static w => Task.FromResult(w.SummariseJournal())).Entries.ShouldBe(0);
    }

    [Fact]
    public void A_record_goes_through_its_file_and_a_changed_one_is_seen()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var record = Sign(key.ExportPkcs8PrivateKeyPem());
        using var file = new MemoryStream();
        record.Write(file);
        var json = Encoding.UTF8.GetString(file.ToArray());
        var read = SignOffRecord.TryRead(file.ToArray()).ShouldNotBeNull();
        read.Text.ShouldBe(record.Text);
        read.Inputs.ShouldBe(record.Inputs);
        Verify(read).IsIntact.ShouldBeTrue();

        var eve = SignOffRecord.TryRead(Encoding.UTF8.GetBytes(json.Replace("Ada Example", "Eve Example", StringComparison.Ordinal))).ShouldNotBeNull();
        var forged = Verify(eve);
        forged.Signature.ShouldBe(SignatureState.Invalid);
        forged.Tampering.Count.ShouldBe(2); // its hash, and the journal says otherwise
        var inputs = SignOffRecord.TryRead(Encoding.UTF8.GetBytes(json.Replace("example.yml", "other.yml", StringComparison.Ordinal))).ShouldNotBeNull();
        Verify(inputs).Tampering.ShouldContain(static t => t.Contains("list of inputs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"merlon_signoff\":2}")]
    [InlineData("{\"merlon_signoff\":1}")]
    [InlineData("{\"merlon_signoff\":1,\"record\":[1],\"hash\":\"\",\"inputs\":[]}")]
    [InlineData("{\"merlon_signoff\":1,\"record\":[],\"hash\":\"\",\"inputs\":[{}]}")]
    [InlineData("{\"merlon_signoff\":1,\"record\":[],\"hash\":7,\"inputs\":[]}")]
    [InlineData("{\"merlon_signoff\":1,\"record\":[],\"hash\":\"\",\"inputs\":[],\"signature\":3}")]
    public void What_is_no_sign_off_is_none(string json) => SignOffRecord.TryRead(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void Values_cannot_add_lines_to_the_record()
    {
        var record = Sign(null, by: "Ada\nrole CISO\r\noutput 00");
        record["role"].ShouldBe("");
        record.Text.Split('\n').Count(static line => line.StartsWith("output ", StringComparison.Ordinal)).ShouldBe(1);
        Verify().IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void Names_of_inputs_may_hold_anything()
    {
        InputFile[] files = [InputFile.Of(InputRole.Rule, "a b\\c\nd\re.yml", "x"u8), InputFile.Of(InputRole.Organisation, "ö", "y"u8)];
        InputManifest.TryRead(InputManifest.Of(files)).ShouldNotBeNull().ShouldBe(files.OrderBy(static f => f.Role));
        InputManifest.TryRead("what is this"u8).ShouldBeNull();
    }

    [Fact]
    public void Every_number_of_the_model_is_written_down_and_a_changed_one_is_named()
    {
        var before = ParameterText.Of(CoverageParameters.Default, Intelligence.ThreatParameters.Default);
        var lines = Encoding.UTF8.GetString(before).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(typeof(CoverageParameters).GetProperties().Count(static p => p.PropertyType.IsValueType) + typeof(Intelligence.ThreatParameters).GetProperties().Count(static p => p.PropertyType.IsValueType));
        var after = ParameterText.Of(CoverageParameters.Default with { TestPass = 0.85 }, Intelligence.ThreatParameters.Default);
        ParameterText.Differences(before, after).ShouldBe(["coverage.TestPass 0.9 → 0.85"]);
    }

    SignOffRecord Sign(string? key, string? passphrase = null, string by = "Ada Example")
    {
        using var workspace = bank.Open(WorkspaceAccess.Write);
        SignOffRequest request = new(bank.Request, by, OutputOf) { PrivateKey = key, Passphrase = passphrase };
        return workspace.SignAsync(request, null, CancellationToken.None).GetAwaiter().GetResult().Value.ShouldNotBeNull();
    }

    SignOffVerdict Verify(SignOffRecord? record = null, string? publicKey = null)
        => bank.Read(w => w.VerifyAsync(new VerifyRequest(bank.Request, null, record, publicKey, OutputOf), null, CancellationToken.None)).Value.ShouldNotBeNull();

    static byte[] OutputOf(GapAssessment assessment) => Encoding.UTF8.GetBytes(string.Join('\n', assessment.Gaps.Select(static g => string.Create(CultureInfo.InvariantCulture, $"{g.Technique.Id} {g.Priority:R}"))));
}
