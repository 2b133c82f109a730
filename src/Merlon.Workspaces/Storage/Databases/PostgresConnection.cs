using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>A connection that lets no text through that PostgreSQL cannot keep: U+0000 and halves of surrogate pairs become U+FFFD, since a hostile comment is no reason to fail.</summary>
sealed class PostgresConnection(NpgsqlConnection inner) : DbConnection
{
    /// <summary>A text as it can be kept.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static object? Cleaned(object? value) => value is string text && !IsClean(text) ? Clean(text) : value;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

    /// <inheritdoc/>
    public override string Database => inner.Database;

    /// <inheritdoc/>
    public override string DataSource => inner.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => inner.ServerVersion;

    /// <inheritdoc/>
    public override ConnectionState State => inner.State;

    /// <inheritdoc/>
    public override bool CanCreateBatch => true;

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    /// <inheritdoc/>
    public override void Open() => inner.Open();

    /// <inheritdoc/>
    public override void Close() => inner.Close();

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    /// <inheritdoc/>
    protected override DbBatch CreateDbBatch() => inner.CreateBatch();

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new Command(inner.CreateCommand(), this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]) && !(char.IsSurrogatePair(text, i < text.Length - 1 ? i++ : i)))
            {
                return false;
            }
        }

        return true;
    }

    static string Clean(string text)
    {
        var clean = text.Replace('\0', '\uFFFD').ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && char.IsSurrogatePair(clean[i], clean[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(clean[i]))
            {
                clean[i] = '\uFFFD';
            }
        }

        return new string(clean);
    }

    sealed class Command(NpgsqlCommand inner, PostgresConnection connection) : DbCommand
    {
        [AllowNull]
        public override string CommandText { get => inner.CommandText; set => inner.CommandText = value; }

        public override int CommandTimeout { get => inner.CommandTimeout; set => inner.CommandTimeout = value; }

        public override CommandType CommandType { get => inner.CommandType; set => inner.CommandType = value; }

        public override bool DesignTimeVisible { get => false; set => inner.DesignTimeVisible = value; }

        public override UpdateRowSource UpdatedRowSource { get => inner.UpdatedRowSource; set => inner.UpdatedRowSource = value; }

        protected override DbConnection? DbConnection { get => connection; set => throw new NotSupportedException(); }

        protected override DbParameterCollection DbParameterCollection => inner.Parameters;

        protected override DbTransaction? DbTransaction { get => inner.Transaction; set => inner.Transaction = (NpgsqlTransaction?)value; }

        public override void Cancel() => inner.Cancel();

        public override int ExecuteNonQuery()
        {
            CleanParameters();
            return inner.ExecuteNonQuery();
        }

        public override object? ExecuteScalar()
        {
            CleanParameters();
            return inner.ExecuteScalar();
        }

        public override void Prepare() => inner.Prepare();

        protected override DbParameter CreateDbParameter() => inner.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
        {
            CleanParameters();
            return inner.ExecuteReader(behavior);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        void CleanParameters()
        {
            foreach (NpgsqlParameter parameter in inner.Parameters)
            {
                parameter.Value = Cleaned(parameter.Value);
            }
        }
    }
}
