es-000000001	Elena Kim da el sombrero pequeño a Ana y Universidad Tokio paga a Laura 67 euros.
es-000000002	Sara Novak visita a Ana Silva y Pedro Novak obtiene la manzana de Tomás el lunes.
es-000000003	Radio Moscú paga a Elena 34 euros.
es-000000004	David visita a Tomás Weber el martes.
es-000000005	Adán da la manzana a María el viernes.
es-000000006	Banco Viena paga a Elena 35 euros.
es-000000007	Víctor no pierde el sombrero negro en Lima.
es-000000008	Sara visita a Elena.
es-000000009	Víctor Weber trabaja para Museo Moscú.
es-000000010	Museo Berlín vende el plátano rojo.
es-000000011	Nina obtiene la revista bonita de Víctor Silva y Radio Roma paga a Laura 72 euros.
es-000000012	El jueves Nina envía el abrigo en Madrid.
es-000000013	María vive en Tokio y la silla está en Viena.
es-000000014	Universidad Madrid vende la mesa en Tokio.
es-000000015	Sara Novak visita a Ana Silva y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000016	Adán visita a Ana.
es-000000017	Banco Tokio paga a Laura 90 euros y el autobús blanco cuesta 41 euros en Londres.
es-000000018	Adán Weber obtiene la mesa nueva de Víctor el jueves y María obtiene la revista de Víctor el lunes.
es-000000019	El jueves Nina vende la silla en Madrid.
es-000000020	Universidad París paga a Elena 69 euros.
es-000000021	La mesa cuesta 19 euros en París.
es-000000022	La silla cuesta 19 euros en París.
es-000000023	Víctor trabaja para Universidad Londres el martes.
es-000000024	Adán trabaja para Universidad Moscú el viernes.
es-000000025	Radio Atenas paga a Elena Kim 50 euros.
es-000000026	Nina trabaja para Banco Viena el lunes.
es-000000027	Pedro Weber da la manzana pequeña a Tomás.
es-000000028	La naranja bonita cuesta 98 euros en Atenas.
es-000000029	María Weber obtiene la silla de Tomás y Víctor vende el libro blanco el martes.
es-000000030	El miércoles Elena no recibe la silla en Roma y Víctor da la revista a Laura.
es-000000031	María Rossi trabaja como conductora en Londres y Museo Madrid paga a Sara Moreau 30 euros.
es-000000032	Radio París paga a Elena 79 euros.
es-000000033	Víctor trabaja para Museo Viena.
es-000000034	El viernes Pedro Novak visita a Laura en Lima.
es-000000035	La mesa grande cuesta 67 euros en París.
es-000000036	El plátano rojo cuesta 22 euros en Moscú y Nina Weber obtiene el abrigo de Laura.
es-000000037	María pierde la camisa en Roma.
es-000000038	Ana obtiene el abrigo nuevo de Adán.
es-000000039	Laura trabaja para Universidad Moscú y Omar Moreau obtiene el sombrero grande de David Novak.
es-000000040	Pedro Haddad no recibe el periódico en Londres y Banco Londres paga a Nina 99 euros.
es-000000041	Radio Moscú vende la manzana grande en Roma.
es-000000042	Radio Lima vende la silla en Atenas.
es-000000043	Elena trabaja como panadera en Lima y Ana vive en Madrid.
es-000000044	Radio Moscú vende la silla bonita y la bicicleta está en Berlín.
es-000000045	Omar Novak da el abrigo blanco a David.
es-000000046	Laura Haddad da el plátano negro a Tomás y Universidad Madrid paga a Nina Haddad 89 euros.
es-000000047	Radio Viena paga a Tomás 40 euros.
es-000000048	David obtiene el abrigo de Sara y el plátano pequeño está en Lima.
es-000000049	Tomás da la silla blanca a Nina el martes.
es-000000050	El martes Adán Haddad envía el autobús nuevo en Viena y Pedro trabaja como profesor en Viena.
es-000000051	Laura visita a Nina Rossi.
es-000000052	Banco Londres vende la cama nueva.
es-000000053	Radio Londres vende el periódico en Berlín.
es-000000054	Omar Moreau obtiene la silla de Adán Moreau.
es-000000055	Víctor vive en Berlín y Elena vive en Atenas.
es-000000056	El jueves Nina envía la silla en Madrid.
es-000000057	El plátano blanco está en Moscú y Víctor da la mesa a Pedro Rossi el jueves.
es-000000058	Nina trabaja como profesora y David trabaja como cantante.
es-000000059	María Silva trabaja para Museo Atenas y Adán Moreau vive en Viena.
es-000000060	Universidad Lima vende la mesa negra.
es-000000061	Radio Atenas vende la manzana en París.
es-000000062	Sara Novak visita a María y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000063	Tomás da la manzana a María el lunes.
es-000000064	Adán trabaja para Universidad Moscú el jueves.
es-000000065	Adán vive en Viena y Adán obtiene el autobús de Pedro el miércoles.
es-000000066	Pedro obtiene el plátano de Víctor.
es-000000067	Sara Weber obtiene el coche de Nina.
es-000000068	Pedro visita a Adán Moreau.
es-000000069	Sara Weber vive en Lima y María Moreau no pierde el sombrero en París.
es-000000070	María da la manzana pequeña a Tomás.
es-000000071	La mesa nueva cuesta 22 euros y Sara vive en Tokio.
es-000000072	Laura visita a Tomás.
es-000000073	Nina obtiene la manzana de Laura el martes.
es-000000074	Radio Londres vende la cama.
es-000000075	Radio Berlín vende la bicicleta roja en Viena.
es-000000076	Víctor trabaja para Universidad Viena.
es-000000077	La naranja cuesta 97 euros en Atenas.
es-000000078	Radio París vende la naranja.
es-000000079	Universidad París vende la cama pequeña en Viena.
es-000000080	Museo Viena vende la camisa bonita en Londres y Pedro visita a David en París.
es-000000081	Nina obtiene el abrigo de Adán.
es-000000082	Tomás trabaja como cantante y Museo Tokio vende la revista blanca.
es-000000083	Pedro obtiene el autobús de Víctor Novak.
es-000000084	David no encuentra el autobús pequeño en Moscú y el libro rojo está en Tokio.
es-000000085	Elena trabaja como conductora y el jueves Tomás Kim visita a Nina en Londres.
es-000000086	Omar da la mesa blanca a Elena Moreau el miércoles.
es-000000087	Radio Londres vende el sombrero en Lima y Museo Berlín paga a Víctor Silva 38 euros.
es-000000088	Banco Tokio paga a David Moreau 90 euros y el autobús blanco cuesta 41 euros en Londres.
es-000000089	Sara trabaja como pintora en Lima y Adán da la cama a Omar Haddad el miércoles.
es-000000090	Universidad Londres paga a Nina Kim 63 euros.
es-000000091	Sara Rossi da la bicicleta a Víctor el viernes y Laura visita a Pedro en Viena.
es-000000092	Elena trabaja para Banco Lima.
es-000000093	Tomás da la camisa a Pedro.
es-000000094	La naranja grande cuesta 44 euros y Sara Tanaka da el coche blanco a Pedro Tanaka.
es-000000095	El jueves Ana pierde el abrigo.
es-000000096	Tomás Weber da la bicicleta nueva a Adán Moreau.
es-000000097	Banco Londres vende la cama.
es-000000098	Pedro recibe la mesa el viernes.
es-000000099	El plátano bonito cuesta 49 euros.
es-000000100	Laura Moreau envía la manzana el viernes.
es-000000101	Universidad Atenas vende la camisa.
es-000000102	Banco Moscú vende la manzana negra en Roma.
es-000000103	David Novak vive en Lima y Museo Tokio vende la silla.
es-000000104	Sara Haddad trabaja para Radio Moscú y Nina vive en París.
es-000000105	Víctor trabaja para Radio Lima el lunes.
es-000000106	El periódico cuesta 25 euros y Banco Atenas paga a Adán 71 euros.
es-000000107	Sara Rossi trabaja para Universidad Viena el lunes y Laura obtiene el coche pesado de Sara Novak el lunes.
es-000000108	Tomás Moreau da la revista blanca a Ana.
es-000000109	Radio Moscú vende la manzana bonita y la bicicleta está en Berlín.
es-000000110	La bicicleta está en Moscú y Banco Atenas vende el coche grande en Londres.
es-000000111	Sara trabaja para Universidad Lima el lunes.
es-000000112	Adán Weber vende el coche en Tokio el lunes.
es-000000113	María visita a Adán Rossi.
es-000000114	María trabaja como pintora en Atenas y Museo Lima vende la manzana pesada.
es-000000115	Museo Tokio vende la camisa en Atenas.
es-000000116	Omar Novak trabaja para Banco Berlín el miércoles.
es-000000117	El sombrero negro cuesta 64 euros en Lima.
es-000000118	Ana Silva visita a Omar Tanaka el martes.
es-000000119	Nina Haddad visita a Tomás.
es-000000120	Nina Kim da la camisa bonita a Laura el martes.
es-000000121	Adán Novak recibe el autobús el jueves.
es-000000122	Elena Haddad visita a Ana.
es-000000123	Ana visita a Elena Silva en Berlín el miércoles y Sara visita a David en Moscú.
es-000000124	Museo Madrid paga a María Rossi 41 euros y Ana trabaja como conductora.
es-000000125	Elena Tanaka trabaja para Museo Tokio el lunes y Elena Tanaka da el periódico rojo a Sara Weber el miércoles.
es-000000126	Nina da el sombrero pesado a Omar y Radio Berlín paga a Laura 53 euros.
es-000000127	Sara da la naranja roja a David Weber.
es-000000128	El sombrero negro cuesta 64 euros en Tokio.
es-000000129	El abrigo negro está en Lima y Ana da la silla nueva a Pedro.
es-000000130	Sara Novak visita a Víctor y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000131	Laura Novak visita a Víctor en Londres y Museo Roma vende el sombrero bonito.
es-000000132	La revista negra está en Roma y Tomás da el coche a Omar Moreau.
es-000000133	La revista grande está en París y el viernes Laura Rossi visita a Tomás.
es-000000134	Museo Atenas paga a María Rossi 41 euros y Ana trabaja como conductora.
es-000000135	Nina obtiene la bicicleta de María.
es-000000136	Sara Kim trabaja para Banco Roma.
es-000000137	Tomás trabaja para Radio Tokio.
es-000000138	Elena Kim visita a Víctor en Londres el miércoles.
es-000000139	Banco Berlín paga a Víctor 64 euros y Pedro da la revista a Omar el viernes.
es-000000140	La mesa cuesta 51 euros en París.
es-000000141	Pedro Novak visita a Elena y Nina obtiene la silla de Víctor.
es-000000142	Tomás Tanaka trabaja para Universidad Moscú el viernes y David vive en Moscú.
es-000000143	Víctor Rossi trabaja para Universidad Atenas.
es-000000144	Museo Madrid paga a Adán 67 euros.
es-000000145	Laura Haddad da el plátano negro a Tomás y Universidad Madrid paga a David 89 euros.
es-000000146	Adán envía el autobús bonito en Madrid.
es-000000147	Nina Novak trabaja para Universidad París y Museo Londres vende el plátano en Atenas.
es-000000148	Sara Kim obtiene la bicicleta blanca de Pedro el martes.
es-000000149	El miércoles Elena no recibe la silla en Roma y Víctor da la revista a Elena Moreau.
es-000000150	Laura trabaja para Museo Atenas.
es-000000151	Banco Londres vende la cama bonita.
es-000000152	Ana recibe la manzana el lunes y David trabaja como panadero en Londres.
es-000000153	Tomás da la silla blanca a Nina el miércoles.
es-000000154	Radio Atenas paga a Ana 57 euros.
es-000000155	Museo Atenas paga a Elena 68 euros.
es-000000156	El coche pesado cuesta 89 euros.
es-000000157	Radio Roma paga a David 31 euros y Universidad Viena vende la silla en París.
es-000000158	Tomás Kim compra la camisa blanca en Madrid y la camisa cuesta 25 euros.
es-000000159	Ana da la silla a Omar Haddad y Banco Atenas vende la revista negra en Lima.
es-000000160	Víctor trabaja para Radio Moscú y Nina vive en París.
es-000000161	Sara Weber da el coche pesado a Elena Tanaka y Museo Tokio vende la bicicleta roja.
es-000000162	Laura Novak trabaja para Universidad Madrid el viernes.
es-000000163	Adán obtiene el autobús de Víctor Novak.
es-000000164	Universidad Berlín paga a Víctor Rossi 12 euros.
es-000000165	Radio Viena vende la naranja.
es-000000166	Universidad Londres paga a Omar 41 euros y Nina Weber obtiene el coche nuevo de Sara Weber el jueves.
es-000000167	Pedro obtiene el autobús de Ana Silva.
es-000000168	David no ve la mesa en Roma.
es-000000169	El lunes Víctor esconde el plátano en Lima.
es-000000170	Nina trabaja para Banco Roma.
es-000000171	Víctor trabaja para Banco Tokio.
es-000000172	Nina visita a Elena en Atenas.
es-000000173	Pedro Haddad no recibe el periódico en París y Banco Londres paga a Nina 99 euros.
es-000000174	María Kim trabaja para Radio París el jueves.
es-000000175	Ana vive en Roma y el coche cuesta 90 euros.
es-000000176	Pedro visita a Ana.
es-000000177	María Rossi trabaja como cantante en Londres y Museo Madrid paga a Sara Moreau 30 euros.
es-000000178	María Weber obtiene la silla de Tomás y Víctor esconde el libro blanco el martes.
es-000000179	Universidad Viena paga a Víctor Haddad 68 euros y Banco Viena paga a María 31 euros.
es-000000180	El lunes María Tanaka pierde el abrigo.
es-000000181	Museo Viena vende la camisa bonita en Atenas y Pedro visita a David en París.
es-000000182	La mesa pequeña cuesta 71 euros en Viena.
es-000000183	María Silva trabaja para Banco Londres.
es-000000184	Adán da el coche a Nina.
es-000000185	La bicicleta negra cuesta 47 euros.
es-000000186	Laura Novak visita a Víctor en Londres y Museo Roma vende el sombrero blanco.
es-000000187	Víctor trabaja para Radio Londres el martes.
es-000000188	Tomás trabaja como profesor y el periódico pesado está en Madrid.
es-000000189	Tomás ve la silla y Universidad Viena vende el abrigo nuevo.
es-000000190	El jueves Ana recibe el abrigo.
es-000000191	El sombrero negro cuesta 64 euros en Berlín.
es-000000192	Tomás Silva visita a Sara el viernes.
es-000000193	Adán visita a María Novak.
es-000000194	La manzana cuesta 71 euros y Laura visita a Elena Silva en Tokio.
es-000000195	El sombrero pesado cuesta 64 euros en Berlín.
es-000000196	Universidad Viena paga a Víctor Haddad 68 euros y Banco Viena paga a Laura 31 euros.
es-000000197	David trabaja para Museo Moscú.
es-000000198	María visita a Víctor Weber en Madrid.
es-000000199	Sara Weber da el coche pesado a Elena Tanaka y Radio Tokio vende la bicicleta roja.
es-000000200	Sara Kim da el periódico blanco a David Tanaka.
es-000000201	El periódico cuesta 34 euros.
es-000000202	El plátano rojo cuesta 94 euros.
es-000000203	Sara Weber da el coche negro a Laura Moreau y María visita a Elena Weber.
es-000000204	El viernes Pedro Novak visita a Ana Silva en Lima.
es-000000205	Omar da el abrigo a Víctor Weber.
es-000000206	David vive en Berlín y el plátano está en Tokio.
es-000000207	María Rossi da la mesa a Adán el martes.
es-000000208	María vive en Roma y la silla está en Viena.
es-000000209	El sombrero negro cuesta 64 euros en Viena y Museo Atenas vende el periódico en Atenas.
es-000000210	Radio Roma paga a David 95 euros y Universidad Viena vende la silla en París.
es-000000211	Museo Madrid paga a Tomás Kim 98 euros.
es-000000212	David no ve la silla pequeña en Atenas el miércoles.
es-000000213	Museo Madrid vende el periódico.
es-000000214	Adán trabaja para Universidad Berlín el jueves.
es-000000215	Tomás visita a María.
es-000000216	Nina Kim esconde el libro en Berlín.
es-000000217	Laura Moreau visita a Víctor en Londres el miércoles.
es-000000218	La bicicleta cuesta 19 euros en París.
es-000000219	El martes Adán Haddad envía la manzana pequeña en Viena y Pedro trabaja como profesor en Viena.
es-000000220	La silla roja cuesta 56 euros en Berlín y el libro pesado cuesta 71 euros en Londres.
es-000000221	Banco Londres paga a Adán 54 euros.
es-000000222	Radio Moscú vende la manzana grande en Moscú.
es-000000223	La revista cuesta 24 euros.
es-000000224	Omar recibe el periódico grande en Lima el viernes y Nina vive en Viena.
es-000000225	Universidad Londres paga a Omar 41 euros y Tomás obtiene el coche nuevo de Sara Weber el jueves.
es-000000226	Museo Tokio paga a María Rossi 41 euros y Ana trabaja como conductora.
es-000000227	Tomás da la bicicleta roja a Víctor.
es-000000228	Ana vive en Lima y el coche cuesta 90 euros.
es-000000229	Banco Berlín paga a David 47 euros.
es-000000230	El jueves Nina envía el autobús en Madrid.
es-000000231	La revista blanca está en París y el viernes Laura Rossi visita a Tomás.
es-000000232	El martes Adán Haddad envía el autobús pequeño en Viena y Pedro trabaja como profesor en Viena.
es-000000233	Museo Moscú vende el coche pequeño.
es-000000234	Sara trabaja para Radio Londres y Tomás trabaja como conductor en Atenas.
es-000000235	El jueves Adán Kim visita a David en París.
es-000000236	Pedro envía la mesa el viernes.
es-000000237	Omar Rossi envía la manzana el viernes.
es-000000238	Laura obtiene la cama de Sara Rossi.
es-000000239	Sara trabaja para Banco Roma.
es-000000240	La naranja cuesta 76 euros.
es-000000241	Elena Weber trabaja para Banco Atenas el martes y Radio Lima vende la manzana en Moscú.
es-000000242	Sara Weber trabaja para Banco Moscú.
es-000000243	La bicicleta está en Moscú y Banco Atenas vende el coche blanco en Londres.
es-000000244	La silla negra cuesta 45 euros.
es-000000245	Laura Moreau esconde la manzana el viernes.
es-000000246	La bicicleta cuesta 24 euros.
es-000000247	David Rossi encuentra la revista negra en Londres.
es-000000248	Ana trabaja para Universidad París y María trabaja para Museo Moscú el lunes.
es-000000249	Pedro obtiene el autobús de Tomás el miércoles.
es-000000250	María Haddad obtiene la revista bonita de David Silva.
