%% A gen_server that does what the kittens and passers of the other subjects do. It is a module of its own, so that its
%% code can be loaded anew while what measures it goes on.
-module(kitten).
-behaviour(gen_server).

-export([start/2, start_link/1, start_passer/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

%% Two forms of the state: `lives` is `energy` in the other one, `y` is dropped, `z` is added.
-record(kitten, {name, age, x = 0, y = 0, lives = 9}).
-record(kitten2, {name, age, x, z, energy}).
-record(passer, {next, counter, total, waiter}).

start(Name, Age) -> gen_server:start(?MODULE, {kitten, Name, Age}, []).
start_link(Name) -> gen_server:start_link(?MODULE, {kitten, Name, 0}, []).
start_passer(Tally) -> gen_server:start(?MODULE, {passer, Tally}, []).

init({kitten, Name, Age}) -> {ok, #kitten{name = Name, age = Age}};
init({passer, {Counter, Total, Waiter}}) -> {ok, #passer{counter = Counter, total = Total, waiter = Waiter}}.

handle_call(get_age, _From, State = #kitten{age = Age}) -> {reply, Age, State};
handle_call(get_energy, _From, State = #kitten2{energy = Energy, z = Z}) -> {reply, {Energy, Z}, State};
handle_call({feed, Amount}, _From, State = #kitten{lives = Lives}) ->
    {reply, Lives + Amount, State#kitten{lives = Lives + Amount}};
handle_call({follow, Next}, _From, State) -> {reply, ok, State#passer{next = Next}}.

handle_cast(declare_birthday, State = #kitten{age = Age}) -> {noreply, State#kitten{age = Age + 1}};
handle_cast(crash, _State) -> exit(crash);
handle_cast(note, State) -> count(State), {noreply, State};
handle_cast(tell, State = #passer{next = Next}) -> gen_server:cast(Next, note), {noreply, State};
handle_cast({hop, Left}, State = #passer{next = Next}) ->
    count(State),
    Left > 1 andalso gen_server:cast(Next, {hop, Left - 1}),
    {noreply, State}.

handle_info(_, State) -> {noreply, State}.
terminate(_, _) -> ok.

code_change(_OldVsn, #kitten{name = Name, age = Age, x = X, lives = Lives}, _Extra) ->
    {ok, #kitten2{name = Name, age = Age, x = X, z = X + 1, energy = Lives}}.

count(#passer{counter = Counter, total = Total, waiter = Waiter}) ->
    case atomics:add_get(Counter, 1, 1) of
        Total -> Waiter ! {handled, Total};
        _ -> ok
    end.
