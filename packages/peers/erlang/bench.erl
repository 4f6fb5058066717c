%% Measures one row: `erl -run bench main Row Count BudgetMs`. Prints a line for each time that the work was done: `run`,
%% how many were handled, and the microseconds; or `own` and the figure.
-module(bench).
-behaviour(supervisor).

-export([main/1, init/1]).

-define(PATIENCE, infinity).

main([Row, Count, Budget]) ->
    logger:set_primary_config(level, none),
    N = list_to_integer(Count),
    Until = erlang:monotonic_time(millisecond) + list_to_integer(Budget),
    {Run, Reset} = prepare(Row, N),
    again(Run, Reset, Until, 9),
    halt(0, [{flush, true}]).

again(_, _, _, 0) -> ok;
again(Run, Reset, Until, Left) ->
    Run(),
    Reset(),
    case erlang:monotonic_time(millisecond) < Until of
        true -> again(Run, Reset, Until, Left - 1);
        false -> ok
    end.

timed(Work) ->
    Start = erlang:monotonic_time(nanosecond),
    Handled = Work(),
    Took = erlang:monotonic_time(nanosecond) - Start,
    io:format("run ~w ~w~n", [Handled, Took / 1000]).

own(Figure) -> io:format("own ~w~n", [float(Figure)]).

nothing() -> ok.

prepare("spawn" ++ _, N) ->
    {fun() -> timed(fun() -> put(made, bear(N)), length(get(made)) end) end,
     fun() -> [exit(Pid, kill) || Pid <- get(made)], wait_until_gone(get(made)) end};
prepare("bytes" ++ _, N) ->
    {fun() ->
        garbage_collect(),
        Before = erlang:memory(total),
        Made = bear(N),
        garbage_collect(),
        own((erlang:memory(total) - Before) / N),
        [exit(Pid, kill) || Pid <- Made],
        wait_until_gone(Made)
     end, fun nothing/0};
prepare("oneway", N) ->
    {ok, Kitten} = kitten:start("Tom", 0),
    {fun() ->
        Before = gen_server:call(Kitten, get_age),
        timed(fun() -> send_bursts(Kitten, N), gen_server:call(Kitten, get_age) - Before end)
     end, fun nothing/0};
prepare("request-sequential", N) -> requests(1, N);
prepare("request-in-flight", N) -> requests(100, N);
prepare("fan-out", N) ->
    Tally = tally(N),
    Crowd = bear_passers(N, Tally),
    passing(Tally, fun() -> [gen_server:cast(One, note) || One <- Crowd] end);
prepare("fan-in", N) ->
    Tally = tally(N),
    Crowd = bear_passers(N, Tally),
    [Collector] = bear_passers(1, Tally),
    [follow(One, Collector) || One <- Crowd],
    passing(Tally, fun() -> [gen_server:cast(One, tell) || One <- Crowd] end);
prepare("ring", N) ->
    Tally = tally(N),
    [First | Others] = Nodes = bear_passers(1000, Tally),
    lists:foreach(fun({One, Next}) -> follow(One, Next) end, lists:zip(Nodes, Others ++ [First])),
    passing(Tally, fun() -> gen_server:cast(First, {hop, N}) end);
prepare("ping-pong", N) ->
    Tally = tally(N),
    Pings = bear_passers(1000, Tally),
    Pongs = bear_passers(1000, Tally),
    [begin follow(Ping, Pong), follow(Pong, Ping) end || {Ping, Pong} <- lists:zip(Pings, Pongs)],
    passing(Tally, fun() -> [gen_server:cast(Ping, {hop, N div 1000}) || Ping <- Pings] end);
prepare("restart", N) ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, []),
    {fun() -> timed(fun() -> crash_often(Supervisor, N) end) end, fun nothing/0};
prepare("code-only" ++ _, N) ->
    Made = bear(N),
    {fun() ->
        Start = erlang:monotonic_time(nanosecond),
        load_again(),
        own((erlang:monotonic_time(nanosecond) - Start) / 1000000),
        true = gen_server:call(hd(Made), get_age) > 0
     end, fun forget_old_code/0};
prepare("upgrade" ++ _, N) ->
    put(made, bear(N)),
    {fun() ->
        Made = get(made),
        Start = erlang:monotonic_time(nanosecond),
        upgrade(Made),
        own((erlang:monotonic_time(nanosecond) - Start) / 1000 / N),
        [{9, 1} = gen_server:call(One, get_energy) || One <- lists:sublist(Made, 100)]
     end,
     fun() ->
        forget_old_code(),
        [exit(Pid, kill) || Pid <- get(made)],
        wait_until_gone(get(made)),
        put(made, bear(N))
     end}.

%% As a release handler does it: all are suspended before the code is loaded, and resumed after the last has changed. Each
%% step is spread over all schedulers.
upgrade(Made) ->
    Chunks = chunks(Made),
    in_parallel(fun(Chunk) -> [ok = sys:suspend(Pid, ?PATIENCE) || Pid <- Chunk], ok end, Chunks),
    load_again(),
    in_parallel(fun(Chunk) -> [ok = sys:change_code(Pid, kitten, undefined, [], ?PATIENCE) || Pid <- Chunk], ok end, Chunks),
    in_parallel(fun(Chunk) -> [ok = sys:resume(Pid, ?PATIENCE) || Pid <- Chunk], ok end, Chunks).

load_again() -> {module, kitten} = code:load_file(kitten).

%% Untimed: it looks into every process.
forget_old_code() -> code:purge(kitten).

requests(Callers, N) ->
    {ok, Kitten} = kitten:start("Tom", 0),
    {fun() ->
        Before = gen_server:call(Kitten, {feed, 0}),
        timed(fun() ->
            in_parallel(fun(_) -> feed_often(Kitten, N div Callers) end, lists:seq(1, Callers)),
            gen_server:call(Kitten, {feed, 0}) - Before
        end)
     end, fun nothing/0}.

feed_often(_, 0) -> ok;
feed_often(Kitten, Left) -> gen_server:call(Kitten, {feed, 1}, ?PATIENCE), feed_often(Kitten, Left - 1).

%% A thousand casts, then a call that comes after them.
send_bursts(_, Left) when Left =< 0 -> ok;
send_bursts(Kitten, Left) ->
    send_burst(Kitten, 1000),
    gen_server:call(Kitten, get_age, ?PATIENCE),
    send_bursts(Kitten, Left - 1000).

send_burst(_, 0) -> ok;
send_burst(Kitten, Left) -> gen_server:cast(Kitten, declare_birthday), send_burst(Kitten, Left - 1).

tally(N) -> {atomics:new(1, []), N, self()}.

passing({Counter, _, _}, Start) ->
    {fun() ->
        atomics:put(Counter, 1, 0),
        timed(fun() -> Start(), receive {handled, N} -> N end end)
     end, fun nothing/0}.

follow(One, Next) -> ok = gen_server:call(One, {follow, Next}).

bear(N) -> lists:append(in_parallel(fun(Ages) -> [bear_one(Age) || Age <- Ages] end, chunks(lists:seq(1, N)))).

bear_one(Age) -> {ok, Pid} = kitten:start("Tom", Age), Pid.

bear_passers(N, Tally) -> [begin {ok, Pid} = kitten:start_passer(Tally), Pid end || _ <- lists:seq(1, N)].

wait_until_gone(Pids) ->
    [receive {'DOWN', Ref, process, _, _} -> ok end || Ref <- [monitor(process, Pid) || Pid <- Pids]],
    ok.

%% One chunk for each scheduler.
chunks(List) ->
    Size = length(List) div erlang:system_info(schedulers_online) + 1,
    chunks(List, Size).
chunks(List, Size) when length(List) =< Size -> [List];
chunks(List, Size) -> {Chunk, Rest} = lists:split(Size, List), [Chunk | chunks(Rest, Size)].

in_parallel(Work, Chunks) ->
    Self = self(),
    Refs = [begin Ref = make_ref(), spawn_link(fun() -> Self ! {Ref, Work(Chunk)} end), Ref end || Chunk <- Chunks],
    [receive {Ref, Answer} -> Answer end || Ref <- Refs].

init([]) ->
    Flags = #{strategy => one_for_one, intensity => 1000000, period => 1},
    {ok, {Flags, [#{id => tom, start => {kitten, start_link, ["Tom"]}}]}}.

%% Crashes the child, and asks the supervisor for the new one, which answers.
crash_often(Supervisor, N) -> crash_often(Supervisor, N, 0).
crash_often(_, 0, Done) -> Done;
crash_often(Supervisor, Left, Done) ->
    [{tom, Pid, _, _}] = supervisor:which_children(Supervisor),
    Ref = monitor(process, Pid),
    gen_server:cast(Pid, crash),
    receive {'DOWN', Ref, process, Pid, _} -> ok end,
    0 = ask(Supervisor),
    crash_often(Supervisor, Left - 1, Done + 1).

ask(Supervisor) ->
    case supervisor:which_children(Supervisor) of
        [{tom, Pid, _, _}] when is_pid(Pid) ->
            try gen_server:call(Pid, get_age)
            catch exit:_ -> ask(Supervisor)
            end;
        _ -> ask(Supervisor)
    end.
