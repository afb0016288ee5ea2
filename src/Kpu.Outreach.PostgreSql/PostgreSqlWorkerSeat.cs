using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>A worker's place: a connection of its own on which the server tells of changes. Nothing is asked again and again.</summary>
internal sealed class PostgreSqlWorkerSeat(Server server, TimeProvider serverClock) : IWorkerSeat
{
    /// <summary>How long to wait before the server is tried again: 2 s.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private NpgsqlConnection? _connection;

    public bool IsAlone => false;

    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var over = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            if (_connection is null)
            {
                // What changed before the server was listened to is not told: there may be something new.
                _connection = await server.ListenAsync(either.Token).ConfigureAwait(false);
                return;
            }

            await _connection.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (Failures.Of(e, server.Name) is not null || e is InvalidOperationException)
        {
            // The connection broke, or there is none to be had: the caller asks, but not at once again and again.
            var had = _connection is not null;
            await CloseAsync().ConfigureAwait(false);
            if (!had) await PauseAsync(serverClock, either.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask PauseAsync(TimeProvider clock, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause, clock, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask CloseAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
    }
}
