using Merlon.Hunting;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;
using Microsoft.Extensions.Logging;

namespace LoggerRules;

/// <summary>
/// Holds Sigma rules against every log entry of the program. Rules read the log source <c>product: dotnet</c>; their fields are
/// the names in the message's template, and Category, Level, EventId, Message and Exception.
/// </summary>
/// <param name="rules">Compiled once.</param>
/// <param name="onMatch">Told of each rule that matches; must not log itself.</param>
public sealed class RuleLoggerProvider(RuleSet rules, Action<SigmaRule, string> onMatch) : ILoggerProvider
{
    static readonly Pipeline Entries = Pipeline.Of(new SigmaLogSource("dotnet", "", ""));

    // A matcher is for one thread.
    readonly ThreadLocal<RecordMatcher> matchers = new(() => new RecordMatcher(rules, Entries));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RuleLogger(matchers, onMatch, categoryName);

    /// <inheritdoc/>
    public void Dispose() => matchers.Dispose();

    sealed class RuleLogger(ThreadLocal<RecordMatcher> matchers, Action<SigmaRule, string> onMatch, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            var fields = new List<KeyValuePair<string, object?>>
            {
                new("Category", category), new("Level", logLevel.ToString()), new("EventId", eventId.Id), new("Message", message),
            };
            if (exception is not null)
            {
                fields.Add(new("Exception", exception.GetType().FullName));
            }

            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                fields.AddRange(values.Where(static value => value.Key != "{OriginalFormat}"));
            }

            foreach (var rule in matchers.Value!.Match(fields))
            {
                onMatch(rule, message);
            }
        }
    }
}
