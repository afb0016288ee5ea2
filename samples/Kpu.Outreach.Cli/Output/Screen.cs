using System.Text;
using System.Text.Json;
using Kpu.Outreach.Primitives;
using Spectre.Console;

namespace Kpu.Outreach.Cli.Output;

/// <summary>Where words go: those for people to standard error, the one document for programs to standard output.</summary>
internal sealed class Screen
{
    private const int WidthOfFiles = 180;

    private readonly IAnsiConsole _console;
    private readonly TextWriter _people;
    private bool _written;

    public Screen(bool json, Texts texts)
    {
        (IsJson, Texts) = (json, texts);
        IsTerminal = !Console.IsErrorRedirected;
        _people = IsTerminal ? Console.Error : new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_people),
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsTerminal) _console.Profile.Width = WidthOfFiles;
    }

    public Texts Texts { get; }

    public bool IsJson { get; }

    public bool IsTerminal { get; }

    /// <summary>A line for people.</summary>
    public void Say(string text = "") => _people.WriteLine(Clean(text, keepLines: true));

    /// <summary>A table for people.</summary>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = IsTerminal ? TableBorder.Rounded : TableBorder.None, ShowRowSeparators = false };
        foreach (var head in heads) table.AddColumn(new TableColumn(new Text(head)) { Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows) table.AddRow(row.Select(c => new Text(Clean(c))));
        _console.Write(table);
    }

    /// <summary>Runs something that takes its time; on a terminal people see that it goes on.</summary>
    public Task<T> BusyAsync<T>(string text, Func<Task<T>> work) =>
        IsTerminal && !IsJson ? _console.Status().StartAsync(Markup.Escape(text), _ => work()) : work();

    /// <summary>Writes the one document.</summary>
    public async Task DocumentAsync(Func<JsonOutput, Task> write)
    {
        _written = true;
        await using var output = new JsonOutput(Console.OpenStandardOutput());
        try
        {
            await write(output);
            await output.EndAsync();
        }
        catch
        {
            // Then the failure can still be the one document.
            _written = !output.TryForget();
            throw;
        }
    }

    /// <summary>Writes the one document.</summary>
    public Task DocumentAsync(Action<Utf8JsonWriter> write) => DocumentAsync(output =>
    {
        write(output.Writer);
        return Task.CompletedTask;
    });

    /// <summary>Problems that stop the command.</summary>
    public async Task<int> FailAsync(IReadOnlyList<Problem> problems, int exitCode)
    {
        if (IsJson && !_written) await DocumentAsync(json => Failure(json, problems));
        else ProblemList.Write(this, problems);
        return exitCode;
    }

    /// <summary>A sentence of the command line itself that ends the command.</summary>
    public async Task<int> FailAsync(string code, string sentence, int exitCode)
    {
        Say(sentence);
        if (IsJson && !_written)
        {
            await DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("problems");
                json.WriteStartObject();
                json.WriteString("code", code);
                json.WriteString("severity", "error");
                json.WriteString("sentence", sentence);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        return exitCode;
    }

    private void Failure(Utf8JsonWriter json, IReadOnlyList<Problem> problems)
    {
        json.WriteStartObject();
        json.WriteStartArray("problems");
        foreach (var problem in problems) json.Problem(problem, Texts);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What a workspace or a platform wrote may not steer the terminal.
    private static string Clean(string text, bool keepLines = false) =>
        text.Any(c => char.IsControl(c) && !(keepLines && c == '\n')) ? new string([.. text.Select(c => char.IsControl(c) && !(keepLines && c == '\n') ? ' ' : c)]) : text;
}
