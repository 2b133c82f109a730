namespace Merlon.Workspaces.Tests.Storage.Databases;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("postgres://merlon:s3cret@db.example/merlon", "postgres://merlon@db.example/merlon")]
    [InlineData("postgresql://merlon:s3%40cret@db.example:6432/merlon?sslmode=verify-full&connect_timeout=3", "postgres://merlon@db.example:6432/merlon")]
    [InlineData("postgres://merlon@/merlon?host=%2Frun%2Fpostgresql&merlon_schema=harbor", "postgres://merlon@/run/postgresql/merlon?merlon_schema=harbor")]
    [InlineData("Host=db.example;Username=merlon;Password=s3cret;Database=merlon;SSL Mode=Require;Maximum Pool Size=5", "postgres://merlon@db.example/merlon")]
    public void An_address_is_shown_without_its_password(string text, string shown)
    {
        var address = DatabaseAddress.Parse(text);
        address.ToString().ShouldBe(shown);
        DatabaseAddress.Parse(address.ToString().Contains("/run/", StringComparison.Ordinal) ? text : shown).ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("mysql://db/merlon?password=s3cret")]
    [InlineData("postgres://merlon:s3cret@db/merlon?sslmode=perhaps")]
    [InlineData("postgres://merlon:s3cret@db/merlon?merlon_schema=Robert'); DROP")]
    [InlineData("postgres://merlon:s3cret@db/merlon?nonsense=1")]
    [InlineData("Host=db;Password=s3cret;Port=many")]
    [InlineData("Password=s3cret")]
    [InlineData("s3cret")]
    [InlineData("")]
    public void What_is_no_address_is_refused_without_repeating_it(string text)
        => Should.Throw<InvalidDataException>(() => DatabaseAddress.Parse(text)).ToString().ShouldNotContain("s3cret");

    [Fact]
    public void A_password_comes_from_a_file()
    {
        using var sandbox = new Sandbox();
        var file = sandbox.Write("password", "s3cret\nsecond line");
        DatabaseAddress.ParseWithPasswordFile("postgres://merlon@db/merlon", file).ConnectionString("team").ShouldContain("Password=s3cret");
        Should.Throw<InvalidDataException>(() => DatabaseAddress.ParseWithPasswordFile("postgres://merlon@db/merlon", sandbox.Write("empty", ""))).Message.ShouldContain("no password");
        Should.Throw<InvalidDataException>(() => DatabaseAddress.ParseWithPasswordFile("postgres://merlon@db/merlon", sandbox.Write("large", new string('x', DatabaseAddress.PasswordBytesMax + 1))));
        Should.Throw<FileNotFoundException>(() => DatabaseAddress.ParseWithPasswordFile("postgres://merlon@db/merlon", sandbox.PathOf("missing")));
    }

    [Fact]
    public void Limits_hold_at_them_and_one_past()
    {
        var schema = "a" + new string('b', DatabaseAddress.SchemaCharsMax - 1);
        DatabaseAddress.Parse($"postgres://db/merlon?merlon_schema={schema}").Schema.ShouldBe(schema);
        Should.Throw<InvalidDataException>(() => DatabaseAddress.Parse($"postgres://db/merlon?merlon_schema={schema}b"));
        var padding = new string('x', DatabaseAddress.AddressCharsMax - "postgres://db/".Length);
        DatabaseAddress.Parse("postgres://db/" + padding).ToString().ShouldEndWith(padding);
        Should.Throw<InvalidDataException>(() => DatabaseAddress.Parse("postgres://db/x" + padding));
    }

    [Theory]
    [InlineData("postgres://merlon@127.0.0.1:1/merlon?connect_timeout=2", "cannot be reached")]
    [InlineData("postgres://merlon@/merlon?host=%2Fnowhere", "cannot be reached")]
    public void A_server_that_is_not_there_is_said_in_words(string text, string expected)
        => Should.Throw<IOException>(() => Team.Open(new TeamOptions(Path.GetTempPath(), new SettableClock()) { Database = DatabaseAddress.Parse(text) })).Message.ShouldContain(expected);

    [Fact]
    public void A_database_that_is_not_there_or_does_not_let_in_is_said_in_words()
    {
        using var sandbox = new Sandbox();
        var missing = DatabaseAddress.Parse(PostgresServer.Shared.AddressOf("nobody_made_this"));
        Should.Throw<IOException>(() => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), WorkspaceAccess.Read, new SettableClock()) { Database = missing })).Message.ShouldContain("there is no database");
        var stranger = DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase().Replace("merlon@", "stranger@", StringComparison.Ordinal));
        Should.Throw<IOException>(() => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), WorkspaceAccess.Read, new SettableClock()) { Database = stranger })).Message.ShouldContain("does not let this user in");
    }
}
